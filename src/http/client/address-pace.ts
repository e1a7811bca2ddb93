import { setTimeout as delay } from 'node:timers/promises';

/** One address may try once in so many milliseconds on average, which is as fast as one connection can be refused. */
const EVERY = 10;

/** An address may be ahead by so many milliseconds, so that twenty tries at once are not slowed. */
const AHEAD = 200;

/** Nobody waits longer, in milliseconds: who gives up and asks again would push everybody at the address ever further away. */
const LONGEST = 2_000;

/** The timer keeps no process alive. */
const sleepAside = (milliseconds: number): Promise<void> => delay(milliseconds, undefined, { ref: false });

/** So many addresses are remembered before those whose time has passed are forgotten. */
const REMEMBERED = 4_096;

/**
 * Slows clients that ask faster over many connections than one connection could (a leaky bucket per address, ATM's
 * "generic cell rate algorithm"). Refused logins and restores by remember-me cost no hash, so a hundred connections
 * that repeat them would take the time of everybody's pages.
 */
export class AddressPace {
  /** The values say when the next try of an address is due, in milliseconds of `performance.now()`. */
  private readonly due = new Map<string, number>();

  constructor(private readonly sleep: (milliseconds: number) => Promise<unknown> = sleepAside) {}

  /** Resolves when the address may try again. */
  async wait(address: string): Promise<void> {
    const now = performance.now();
    const due = Math.min(Math.max(this.due.get(address) ?? 0, now), now + AHEAD + LONGEST);
    if (this.due.size >= REMEMBERED) this.forget(now);
    this.due.set(address, due + EVERY);
    const early = due - now - AHEAD;
    if (early > 0) await this.sleep(early);
  }

  private forget(now: number): void {
    for (const [address, due] of this.due) if (due <= now) this.due.delete(address);
  }
}
