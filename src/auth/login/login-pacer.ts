import { type Requester, Turns } from '../../users/passwords/turns.js';

/** Logins that may be looked up in one turn of the event loop, about a millisecond each. */
const EACH_TURN = 2;

/** Look-ups under way at once: fewer than the pool of PostgreSQL has connections, so that some are left for others. */
const AT_ONCE = 6;

interface Waiting {
  readonly requester: Requester;
  readonly goOn: () => void;
}

/**
 * Lets a few logins be looked up in each turn of the event loop, and addresses take turns: while a hundred people log in at
 * once, pages for everybody else are answered in between, and who sends a hundred logins over as many connections is
 * before nobody else with more than one of them.
 */
export class LoginPacer {
  private readonly waiting = new Turns<Waiting>();
  private underWay = 0;
  private isDue = false;

  /** What `lookUp` gives, when it is the turn of this address. */
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
