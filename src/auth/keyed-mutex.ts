/** Lets callers that want the same keys go one after the other, in the order in which they came, within this process. */
export class KeyedMutex {
  private readonly underWay = new Map<string, Promise<void>>();

  /** Resolves when nobody holds any of these keys, to a function that releases them. */
  async lock(...keys: readonly string[]): Promise<() => void> {
    const before = keys.flatMap((key) => this.underWay.get(key) ?? []);
    const { promise: released, resolve: release } = withResolvers();
    for (const key of keys) this.underWay.set(key, released);
    await Promise.all(before);
    return () => {
      for (const key of keys) if (this.underWay.get(key) === released) this.underWay.delete(key);
      release();
    };
  }
}

/** Does what `Promise.withResolvers` does, which Node 20 lacks. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
