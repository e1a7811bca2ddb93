import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/servers/index.js';
import type { Visitor } from '../support/visitor.js';

/** How often each visitor looks, in milliseconds. */
const EVERY = 20;

/** Signed-in visitors who look at a page all the time: which answers they get, and for how long none. */
export class Watch {
  /** The longest time, in milliseconds, in which a visitor was not served. */
  longestGap = 0;
  private readonly statuses = new Set<number>();
  private readonly served: number[];
  private readonly visits: Promise<void>[];
  private over = false;

  constructor(visitors: readonly Visitor[]) {
    this.served = visitors.map(() => 0);
    this.visits = visitors.map((visitor, place) => this.visit(visitor, place));
  }

  /** Everyone is served, some times in a row. */
  async goesOn(): Promise<void> {
    await eventually('all are served', () => this.served.every((times) => times > 10));
  }

  /** Somebody has not been served. */
  async hasGap(): Promise<void> {
    await eventually('somebody is not served', () => this.served.some((times) => times === 0));
  }

  /** The different statuses that came; throws when a cookie was touched. */
  async end(): Promise<number[]> {
    this.over = true;
    await Promise.all(this.visits);
    return [...this.statuses].sort((one, other) => one - other);
  }

  private async visit(visitor: Visitor, place: number): Promise<void> {
    for (let lastServed = performance.now(); !this.over; await sleep(EVERY)) {
      const { status, setCookies } = await visitor.get('/dashboard');
      if (setCookies.length > 0) throw new Error(`a cookie was touched: ${setCookies.join()}`);
      this.statuses.add(status);
      this.served[place] = status === 200 ? (this.served[place] ?? 0) + 1 : 0;
      if (status !== 200) continue;
      this.longestGap = Math.max(this.longestGap, performance.now() - lastServed);
      lastServed = performance.now();
    }
  }
}
