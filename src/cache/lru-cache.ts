/**
 * Keeps what was worked out lately, by its input: at least the `size` values used last, at most twice as many. Two
 * generations replace an order: when the young one is full, the old one is dropped.
 */
export class LruCache<Value extends object | string> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  constructor(private readonly size: number) {}

  /** Returns the value and works it out where it is not known; undefined is not kept. */
  get(input: string, workOut: (input: string) => Value | undefined): Value | undefined {
    return this.young.get(input) ?? this.keep(input, this.old.get(input), workOut);
  }

  private keep(input: string, known: Value | undefined, workOut: (input: string) => Value | undefined): Value | undefined {
    // The key is a copy, because a part of a header would keep the whole of it in memory.
    const key = Buffer.from(input).toString();
    const value = known ?? workOut(key);
    if (value === undefined) return undefined;
    if (this.young.size >= this.size) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
    return value;
  }
}
