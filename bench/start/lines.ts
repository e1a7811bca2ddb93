import { readFileSync, statSync } from 'node:fs';

/** A look costs some microseconds. */
const LOOK_EVERY = 5;

/** Watches a log for the first line that is not npm's own banner. */
export class Lines {
  private readonly timer: NodeJS.Timeout;
  private first = Number.NaN;

  /** `begun` is a moment of `performance.now()`. The file may hold lines of an earlier start. */
  constructor(file: string, begun: number) {
    const from = statSync(file).size;
    this.timer = setInterval(() => {
      const said = readFileSync(file).subarray(from).toString().split('\n').slice(0, -1);
      if (Number.isNaN(this.first) && said.some((line) => line !== '' && !line.startsWith('> '))) {
        this.first = performance.now() - begun;
      }
    }, LOOK_EVERY);
  }

  /** The milliseconds after which it came. */
  stop(): number {
    clearInterval(this.timer);
    return this.first;
  }
}
