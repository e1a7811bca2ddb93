/** Logins that may be looked up in one turn of the event loop, about a millisecond each. */
const EACH_TURN = 2;

/**
 * Lets a few through in each turn of the event loop, in the order in which they came: while a hundred people log
 * in at once, pages for everybody else are answered in between, and not after the last of them.
 */
export class LoginPacer {
  private readonly waiting: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((resolve) => {
      if (this.waiting.push(resolve) === 1) setImmediate(() => this.turn());
    });
  }

  private turn(): void {
    for (const goOn of this.waiting.splice(0, EACH_TURN)) goOn();
    if (this.waiting.length > 0) setImmediate(() => this.turn());
  }
}
