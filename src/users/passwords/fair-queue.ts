import { type Requester, Turns } from './turns.js';

interface Owned {
  readonly requester: Requester;
}

/** So many jobs of one account, and of one address, may wait while others want the places; known devices count apart. */
const SHARE = { account: 2, address: 4 };

/** One in so many places is for known devices. */
const KNOWN_PART = 3;

/**
 * Keeps jobs in a bounded queue in which nobody can be shut out by somebody else (fair queueing with longest-queue
 * drop). Addresses take turns, within an address its accounts, and known devices with strangers. Whoever is beyond a
 * share waits only where nobody else wants the place: a newcomer within its share takes it over.
 */
export class FairQueue<Job extends Owned> {
  private readonly jobs = { known: new Turns<Job>(), stranger: new Turns<Job>() };
  private turn: 'known' | 'stranger' = 'known';

  constructor(private readonly places: number) {}

  /** Returns how many jobs of known devices and of strangers wait. */
  get waiting(): Readonly<Record<'known' | 'stranger', number>> {
    return { known: this.jobs.known.size, stranger: this.jobs.stranger.size };
  }

  /** Lets a job wait. It returns the job that has to leave: this one, one that was beyond its share, or none. */
  add(job: Job): Job | undefined {
    const full = this.fullQueueOf(job);
    const leaver = full && this.isWithinShare(job) ? farthestBeyondShare(full) : undefined;
    if (full && leaver === undefined) return job;
    if (leaver !== undefined) this.remove(leaver);
    this.turnsOf(job).add(job);
    return leaver;
  }

  /** Takes out the job whose turn it is. */
  next(): Job | undefined {
    const other = this.turn === 'known' ? 'stranger' : 'known';
    const kind = this.jobs[this.turn].size > 0 ? this.turn : other;
    this.turn = kind === 'known' ? 'stranger' : 'known';
    return this.jobs[kind].next();
  }

  /** Removes a job; returns false when it does not wait any more. */
  remove(job: Job): boolean {
    return this.turnsOf(job).remove(job);
  }

  /** Takes out and returns all jobs. */
  clear(): Job[] {
    const all = [...this.jobs.known, ...this.jobs.stranger];
    for (const job of all) this.remove(job);
    return all;
  }

  /** Returns the jobs of which one must leave before this one may wait; undefined where a place is free. */
  private fullQueueOf({ requester }: Job): Job[] | undefined {
    const { known, stranger } = this.jobs;
    const forStrangers = this.places - Math.floor(this.places / KNOWN_PART);
    if (!requester.known && stranger.size >= forStrangers) return [...stranger];
    return known.size + stranger.size >= this.places ? [...known, ...stranger] : undefined;
  }

  private isWithinShare(job: Job): boolean {
    const excess = excessOf([...this.turnsOf(job), job]);
    return excess(job) <= 0;
  }

  private turnsOf({ requester }: Job): Turns<Job> {
    return requester.known ? this.jobs.known : this.jobs.stranger;
  }
}

/** Returns the newest job of whoever is farthest beyond a share; undefined where nobody is. */
function farthestBeyondShare<Job extends Owned>(jobs: readonly Job[]): Job | undefined {
  const excess = excessOf(jobs);
  let farthest: Job | undefined;
  let most = 1;
  for (const job of jobs) {
    if (excess(job) < most) continue;
    most = excess(job);
    farthest = job;
  }
  return farthest;
}

/** Returns how far the account or the address of a job is beyond its share, by these jobs. */
function excessOf<Job extends Owned>(jobs: readonly Job[]): (job: Job) => number {
  const accounts = new Map<string, number>();
  const addresses = new Map<string, number>();
  for (const { requester } of jobs) {
    const { account, address } = keysOf(requester);
    accounts.set(account, (accounts.get(account) ?? 0) + 1);
    addresses.set(address, (addresses.get(address) ?? 0) + 1);
  }
  return ({ requester }) => {
    const { account, address } = keysOf(requester);
    return Math.max((accounts.get(account) ?? 0) - SHARE.account, (addresses.get(address) ?? 0) - SHARE.address);
  };
}

function keysOf({ account, address, known }: Requester): Record<'account' | 'address', string> {
  return { account: `${known} ${account}`, address: `${known} ${address}` };
}
