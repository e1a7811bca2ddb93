import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, linkSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { StartError } from './start-error.js';

/** The owner and the group may connect: put the proxy's user into the group of the process. */
const MODE = 0o660;

/** The kernel says so of a socket file that nobody listens on, and of one that has just gone. */
const NOBODY_LISTENS = ['ECONNREFUSED', 'ENOENT'];

/**
 * Manages the file of a Unix socket. The server is bound to a name of its own beside it, because Node removes the
 * name that it was bound to when it closes, whoever listens there by then; `publish` gives it the name that proxies
 * know.
 */
export class SocketFile {
  /** This is the name to listen on. */
  readonly boundTo: string;
  private inode: number | undefined;

  constructor(private readonly path: string) {
    this.boundTo = join(dirname(path), `.${randomBytes(4).toString('hex')}`);
  }

  /** Replaces a file that a killed process left behind. Throws a {@link StartError} when somebody listens there. */
  async publish(): Promise<void> {
    try {
      chmodSync(this.boundTo, MODE);
      this.inode = lstatSync(this.boundTo).ino;
      await this.takeName();
    } finally {
      rmSync(this.boundTo, { force: true });
    }
  }

  /** Removes the name, so that no new connection arrives, unless another instance has it by now. */
  withdraw(): void {
    if (inodeOf(this.path) === this.inode) rmSync(this.path, { force: true });
  }

  private async takeName(): Promise<void> {
    try {
      // This fails when the name is taken: of two instances that start at once, one gets it.
      linkSync(this.boundTo, this.path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      await refuseLiving(this.path);
      renameSync(this.boundTo, this.path);
    }
  }
}

async function refuseLiving(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === false)
    throw new StartError('LISTEN_SOCKET names a file that is no socket: name another path, or remove the file');
  const caller = connect(path);
  try {
    await once(caller, 'connect');
  } catch (error) {
    if (NOBODY_LISTENS.includes(codeOf(error))) return;
  } finally {
    caller.destroy();
  }
  throw new StartError(`Another process listens on ${path}. Stop it first, or give this one a LISTEN_SOCKET of its own.`);
}

function inodeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.ino;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
