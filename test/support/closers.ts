/** What has to be undone, the last first: also when the start itself failed half-way. */
export class Closers {
  private readonly pending: (() => Promise<unknown>)[] = [];

  /** Takes what `start` gives, to be undone by `close`. */
  async add<T>(start: Promise<T>, close: (started: T) => Promise<unknown>): Promise<T> {
    const started = await start;
    this.pending.push(() => close(started));
    return started;
  }

  async closeAll(): Promise<void> {
    for (const close of this.pending.splice(0).reverse()) await close();
  }
}
