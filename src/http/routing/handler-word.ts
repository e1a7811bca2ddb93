/**
 * Is one thing that handlers may say by `SetMetadata`. What a handler has said is remembered: every request asks, a
 * handler never says anything else later, and `Reflect` looks through all that a function inherits.
 */
export class HandlerWord<Meaning> {
  private readonly known = new WeakMap<object, Meaning | null>();

  constructor(private readonly word: symbol | string) {}

  /** Returns what this handler says, undefined where it says nothing. */
  of(handler: object): Meaning | undefined {
    let said = this.known.get(handler);
    if (said === undefined) {
      said = (Reflect.getMetadata(this.word, handler) as Meaning | undefined) ?? null;
      this.known.set(handler, said);
    }
    return said ?? undefined;
  }
}
