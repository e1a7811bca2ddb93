import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../test/support/network.ts';
import { Program } from '../support/program.ts';
import { cpuOf, largestOf, type Resident } from '../support/process-tree.ts';
import { Lines } from './lines.ts';

/** What the build and the start leave in a checkout, and what is not there after `npm ci`. */
const LEFT_BEHIND = ['dist', 'src/users/passwords/common-passwords.txt', 'node_modules/.cache'];

/** Milliseconds: a first start builds, and on a busy machine that takes its time. */
const PATIENCE = 300_000;

/** One start by `npm start`: milliseconds from the command on, and the CPU time of all that it ran. */
export interface Start {
  readonly firstLine: number;
  readonly listening: number;
  readonly cpu: number;
}

/** A checkout whose embedded default is started again and again, on a DATA_DIR of its own. */
export class Checkout {
  readonly name: string;
  private readonly folder: string;
  private dataDir = '';
  private program: Program | undefined;

  constructor(name: string, folder: string) {
    this.name = name;
    this.folder = folder;
  }

  /** Makes it what a newcomer has after `npm ci`: nothing built, nothing cached, no data. */
  forget(): void {
    for (const left of LEFT_BEHIND) rmSync(join(this.folder, left), { recursive: true, force: true });
    this.removeData();
    this.dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-start-'));
  }

  async start(): Promise<Start> {
    const port = String(await freePort());
    const env = { PORT: port, HOST: '127.0.0.1', DATA_DIR: this.dataDir };
    const begun = performance.now();
    this.program = new Program(`start-${this.name}`, { command: 'npm', args: ['start'], env, cwd: this.folder });
    const lines = new Lines(this.program.logFile, begun);
    await this.program.answers(`http://127.0.0.1:${port}/health/live`, PATIENCE);
    const listening = performance.now() - begun;
    return { firstLine: lines.stop(), listening, cpu: cpuOf(this.program.pid) };
  }

  /** The process of the product, which is the largest that `npm start` runs. */
  resident(): Resident {
    if (this.program === undefined) throw new Error(`${this.name} has not been started`);
    return largestOf(this.program.pid);
  }

  /** Ends the product as Ctrl-C does; npm ends with it. */
  async stop(): Promise<void> {
    process.kill(this.resident().pid, 'SIGTERM');
    await this.program?.ended();
    // The next one gets the same folder.
    await sleep(100);
  }

  removeData(): void {
    if (this.dataDir !== '') rmSync(this.dataDir, { recursive: true, force: true });
  }
}
