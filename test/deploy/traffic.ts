import { eventually } from '../support/servers/index.js';
import type { Visitor } from '../support/visitor.js';

/** Signed-in visitors who look at their page again and again, each after the last answer. */
export class Traffic {
  private readonly statuses: Record<string, number> = {};
  private readonly visits: Promise<void>[];
  private count = 0;
  private over = false;

  constructor(visitors: readonly Visitor[]) {
    this.visits = visitors.map((visitor) => this.visit(visitor));
  }

  /** Waits for a hundred more answers. */
  async goesOn(): Promise<void> {
    const enough = this.count + 100;
    await eventually('a hundred more pages have come', () => this.count >= enough);
  }

  /** Ends it; how often which status came, or which error. */
  async end(): Promise<Readonly<Record<string, number>>> {
    this.over = true;
    await Promise.all(this.visits);
    return this.statuses;
  }

  private async visit(visitor: Visitor): Promise<void> {
    while (!this.over) {
      const outcome = await visitor.get('/dashboard').then(
        ({ status }) => String(status),
        (error: unknown) => String(error),
      );
      this.statuses[outcome] = (this.statuses[outcome] ?? 0) + 1;
      this.count += 1;
    }
  }
}
