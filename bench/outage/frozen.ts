import { readFileSync } from 'node:fs';

/** A server that stands still from `freeze` to `thaw`, with its children: the hardest outage, no connection breaks. */
export class Frozen {
  private readonly pid: number;

  constructor(pid: number) {
    this.pid = pid;
    // A benchmark that is interrupted leaves no server standing still.
    process.once('exit', () => this.thaw());
  }

  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  private signal(signal: NodeJS.Signals): void {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').split(' ').filter(Boolean);
    for (const pid of [this.pid, ...children.map(Number)]) process.kill(pid, signal);
  }
}
