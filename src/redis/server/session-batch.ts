/** One command reads at most so many, because Redis does nothing else meanwhile. */
const AT_ONCE = 64;

type Keys = readonly [session: string, principal: string];
type Values = readonly (string | null | undefined)[];

interface Read {
  readonly keys: Keys;
  readonly resolve: (values: Values) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads the sessions of requests that arrive in the same turn of the event loop by one MGET: a command costs this
 * process and Redis more than its keys do. A Cluster has none, because every account has a slot of its own.
 */
export class SessionBatch {
  private waiting: Read[] = [];

  constructor(private readonly mget: (keys: string[]) => Promise<Values>) {}

  read(keys: Keys): Promise<Values> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => this.send());
      this.waiting.push({ keys, resolve, reject });
      if (this.waiting.length === AT_ONCE) this.send();
    });
  }

  private send(): void {
    const reads = this.waiting;
    if (reads.length === 0) return;
    this.waiting = [];
    this.mget(reads.flatMap(({ keys }) => keys)).then(
      (values) => reads.forEach(({ resolve }, place) => resolve(values.slice(2 * place, 2 * place + 2))),
      (error: unknown) => reads.forEach(({ reject }) => reject(error)),
    );
  }
}
