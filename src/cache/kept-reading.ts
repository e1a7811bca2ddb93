/**
 * Keeps the last reading for so many milliseconds: whoever asks meanwhile gets the same, also while it is still under way.
 * A reading that fails is not kept.
 */
export class KeptReading<Value> {
  private last: { readonly at: number; readonly value: Promise<Value> } | undefined;

  constructor(private readonly milliseconds: number) {}

  /** Resolves to the kept reading, or to what `read` resolves to; `now` is milliseconds since 1970. Throws what `read` throws. */
  get(now: number, read: () => Promise<Value>): Promise<Value> {
    if (this.last !== undefined && Math.abs(now - this.last.at) < this.milliseconds) return this.last.value;
    const value = read();
    this.last = { at: now, value };
    value.catch(() => (this.last = undefined));
    return value;
  }
}
