import { type Requester, Turns } from '../../users/passwords/turns.js';

/** At most so many logins are looked up in one turn of the event loop, about a millisecond each. */
const EACH_TURN = 2;

/** At most so many look-ups run at once: the pool of PostgreSQL has more connections, so some are left for others. */
const AT_ONCE = 6;

interface Waiting {
  readonly requester: Requester;
  readonly goOn: () => void;
}

/**
 * Paces the look-ups of logins: a few in each turn of the event loop, and addresses take turns. While a hundred
 * people log in at once, pages for everybody else are answered in between, and a client that sends a hundred logins
 * over as many connections delays each other client by one of them at most.
 */
export class LoginPacer {
  private readonly waiting = new Turns<Waiting>();
  private underWay = 0;
  private isDue = false;

  /** Returns what `lookUp` returns, when it is the turn of this address. */
  async run<T>(address: string, lookUp: () => Promise<T>): Promise<T> {
    await new Promise<void>((goOn) => {
      this.waiting.add({ requester: { account: '', address, known: false }, goOn });
      this.schedule();
    });
    try {
      return await lookUp();
    } finally {
      this.underWay -= 1;
      this.schedule();
    }
  }

  private schedule(): void {
    if (this.isDue || this.waiting.size === 0 || this.underWay >= AT_ONCE) return;
    this.isDue = true;
    setImmediate(() => this.turn());
  }

  private turn(): void {
    this.isDue = false;
    for (let count = 0; count < EACH_TURN && this.underWay < AT_ONCE; count += 1) {
      const next = this.waiting.next();
      if (next === undefined) return;
      this.underWay += 1;
      next.goOn();
    }
    this.schedule();
  }
}
