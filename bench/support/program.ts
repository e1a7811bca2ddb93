import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workDir } from './work-dir.ts';

/** Milliseconds: slower than any start and any graceful end. */
const PATIENCE = 60_000;

const running = new Set<ChildProcess>();

// A benchmark that fails, or is interrupted, leaves nothing behind.
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

export type Environment = Record<string, string>;

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Environment;
  readonly cwd?: string;
}

/** A program of its own that writes what it says to a file, as under a service manager. */
export class Program {
  readonly logFile: string;
  private readonly child: ChildProcess;
  private readonly name: string;

  constructor(name: string, { command, args, env = {}, cwd = '.' }: Command) {
    this.name = name;
    this.logFile = join(workDir(), `${name}.log`);
    const log = openSync(this.logFile, 'a');
    const { PATH = '', HOME = '/' } = process.env;
    // Debian keeps servers where only root's PATH leads.
    this.child = spawn(command, args, { cwd, env: { PATH: `${PATH}:/usr/sbin`, HOME, ...env }, stdio: ['ignore', log, log] });
    closeSync(log);
    this.child.once('error', () => undefined);
    running.add(this.child);
    this.child.once('exit', () => running.delete(this.child));
  }

  get pid(): number {
    return this.child.pid ?? Number.NaN;
  }

  get hasEnded(): boolean {
    return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Waits until this address answers 200. Throws with the program's last words when it ends before, or takes longer. */
  async answers(url: string, patience = PATIENCE): Promise<this> {
    const giveUpAt = Date.now() + patience;
    while (!(await isAnswered(url))) {
      if (this.hasEnded || Date.now() > giveUpAt) throw new Error(`${this.name} does not answer at ${url}\n${this.lastWords()}`);
      await sleep(20);
    }
    return this;
  }

  /** Its exit code. */
  async ended(): Promise<number | null> {
    if (!this.hasEnded) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.hasEnded) return;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
    this.child.kill(signal);
    await this.ended();
    clearTimeout(timer);
  }

  lastWords(): string {
    return readFileSync(this.logFile, 'utf8').split('\n').slice(-30).join('\n');
  }
}

function isAnswered(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => (await response.arrayBuffer(), response.status === 200),
    () => false,
  );
}
