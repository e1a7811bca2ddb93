import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../network.js';
import type { Environment } from '../product.js';

/** Milliseconds, more than any start and any graceful end takes: beyond them something is broken. */
const START_PATIENCE = 40_000;
const STOP_PATIENCE = 20_000;

const running = new Set<ChildProcess>();

// A test that fails or is interrupted must leave no program behind.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A program that runs beside the test, with what it has written so far. It inherits nothing but PATH and HOME. */
export class Program {
  /** Standard output and standard error, line by line. */
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  /** The exit code, after the last line; null when a signal ended it. */
  readonly exited: Promise<number | null>;
  private readonly child;

  constructor(command: string, args: readonly string[], env: Environment = {}, folder = '.') {
    const { PATH = '', HOME = '/' } = process.env;
    // Debian keeps servers in a folder that only root's PATH names.
    const inherited = { PATH: `${PATH}:/usr/sbin`, HOME };
    this.child = spawn(command, args, { cwd: folder, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.child);
    createInterface(this.child.stdout).on('line', (line) => this.lines.push(line));
    createInterface(this.child.stderr).on('line', (line) => this.errors.push(line));
    this.child.once('error', ({ message }) => this.errors.push(message));
    this.exited = once(this.child, 'close').then(
      () => this.child.exitCode,
      () => null,
    );
    void this.exited.then(() => running.delete(this.child));
  }

  get pid(): number {
    return this.child.pid ?? Number.NaN;
  }

  get hasEnded(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The entries of the log that it wrote in production. */
  get log(): Record<string, unknown>[] {
    return this.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_PATIENCE);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }
}

/** The product in this folder, or with another entry one of its console commands, as `npm start` runs it; not yet ready. */
export class ProductProcess extends Program {
  readonly url: string;

  constructor(env: Environment, entry = 'main.js', args: readonly string[] = [], folder = '.') {
    super(process.execPath, ['scripts/run.mjs', entry, ...args], env, folder);
    this.url = `http://127.0.0.1:${env['PORT']}`;
  }
}

/** Starts the product on 127.0.0.1, on a free port if none is given, and waits until /health/ready says yes. */
export async function startProcess(env: Environment, folder = '.'): Promise<ProductProcess> {
  const product = new ProductProcess({ HOST: '127.0.0.1', PORT: String(await freePort()), ...env }, 'main.js', [], folder);
  await eventually('the product is ready', () => answers(`${product.url}/health/ready`), product);
  return product;
}

/** Asks until the answer is yes. Throws when the program that it depends on has ended, or patience has. */
export async function eventually(fact: string, ask: () => boolean | Promise<boolean>, program?: Program): Promise<void> {
  const giveUpAt = Date.now() + START_PATIENCE;
  while (!(await ask())) {
    if (program?.hasEnded === true || Date.now() > giveUpAt) {
      throw new Error([`Not true: ${fact}.`, ...(program?.lines ?? []), ...(program?.errors ?? [])].join('\n'));
    }
    await sleep(20);
  }
}

/** Whether a GET is answered with a 200. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === 200;
    },
    () => false,
  );
}
