/** This says whose job it is. */
export interface Requester {
  /** This is the account that is meant, or the name that no account has. */
  readonly account: string;
  /** This is the client's network (see `networkOf`). */
  readonly address: string;
  /** This is true when the browser has logged in to the account before. */
  readonly known: boolean;
}

/**
 * Lets addresses take turns, and within an address its accounts; the jobs of one account go in the order in which
 * they came.
 */
export class Turns<Job extends { readonly requester: Requester }> {
  /** The address whose turn is next stands first. */
  private readonly addresses = new Map<string, Map<string, Job[]>>();
  /** The jobs are in the order in which they came. */
  private readonly all = new Set<Job>();

  get size(): number {
    return this.all.size;
  }

  /** Iterates over the jobs in the order in which they came. */
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

  /** Removes a job; returns false when it is not there. */
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
