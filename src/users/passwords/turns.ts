/** Whose job it is. */
export interface Requester {
  /** The account that is meant, or the name that nobody has. */
  readonly account: string;
  /** The client's network: see `networkOf`. */
  readonly address: string;
  /** Whether the browser has logged in to the account before. */
  readonly known: boolean;
}

/** Jobs of which addresses take turns, and in an address its accounts; those of one account go in the order of their coming. */
export class Turns<Job extends { readonly requester: Requester }> {
  /** Whose turn is next stands first. */
  private readonly addresses = new Map<string, Map<string, Job[]>>();
  /** In the order of their coming. */
  private readonly all = new Set<Job>();

  get size(): number {
    return this.all.size;
  }

  /** In the order of their coming. */
  [Symbol.iterator](): Iterator<Job> {
    return this.all.values();
  }

  add(job: Job): void {
    const { address, account } = job.requester;
    this.all.add(job);
    const accounts = this.addresses.get(address) ?? new Map<string, Job[]>();
    this.addresses.set(address, accounts.set(account, [...(accounts.get(account) ?? []), job]));
  }

  /** Takes out the job whose turn it is: its address and account stand last from then on. */
  next(): Job | undefined {
    const [address, accounts] = firstOf(this.addresses) ?? ['', undefined];
    const [account, [job] = []] = (accounts && firstOf(accounts)) ?? ['', undefined];
    if (accounts === undefined || job === undefined) return undefined;
    this.addresses.delete(address);
    this.addresses.set(address, accounts);
    const others = accounts.get(account) ?? [];
    accounts.delete(account);
    accounts.set(account, others);
    this.remove(job);
    return job;
  }

  /** False when it is not there. */
  remove(job: Job): boolean {
    if (!this.all.delete(job)) return false;
    const { address, account } = job.requester;
    const accounts = this.addresses.get(address);
    const others = accounts?.get(account)?.filter((other) => other !== job) ?? [];
    if (others.length > 0) accounts?.set(account, others);
    else accounts?.delete(account);
    if (accounts?.size === 0) this.addresses.delete(address);
    return true;
  }
}

function firstOf<Value>(map: ReadonlyMap<string, Value>): [string, Value] | undefined {
  for (const entry of map) return entry;
  return undefined;
}
