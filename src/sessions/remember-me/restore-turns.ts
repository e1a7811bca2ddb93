import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { hashOf } from './remember-cookie.js';
import type { RestoreOutcome } from './restore-outcome.js';
import { SeriesBusy } from './series-busy.js';
import { type Presented, SeriesTurns, whenAnswered } from './series-turns.js';

/** Restores of one series wait for each other for at most so many milliseconds. */
const WAITS_AT_MOST = 1_000;

/**
 * Runs the restores of one series one at a time. A waiting restore holds no connection: a hundred requests with one
 * cookie took all of a pool of ten, and with it everybody's login. Requests of one client that present one validator
 * side by side, before the first of them has its answer (tabs that a browser opens together), are one restore and get
 * the same cookies.
 */
@Injectable()
export class RestoreTurns {
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly underWay = new Map<string, Promise<RestoreOutcome>>();

  constructor(private readonly turns: SeriesTurns) {}

  /**
   * Returns the outcome of `restore`, run here or by a request side by side; `isOwn` says which. Throws {@link
   * SeriesBusy} when others of the series take longer than a second.
   */
  async run(presented: Presented, response: Response, restore: () => Promise<RestoreOutcome>) {
    const key = `${hashOf(presented.validator)} ${presented.fingerprint}`;
    const joined = this.underWay.get(key);
    if (joined !== undefined) return { outcome: await inTime(joined, Date.now() + WAITS_AT_MOST), isOwn: false };
    let isOwn = false;
    const own = () => {
      isOwn = true;
      return restore();
    };
    const outcome = this.afterOthers(presented.selector, (deadline) => this.turns.run(presented, response, own, deadline));
    this.underWay.set(key, outcome);
    whenAnswered(response, () => this.underWay.get(key) === outcome && this.underWay.delete(key));
    return { outcome: await outcome, isOwn };
  }

  /** Runs works of one series in the order in which they came to this instance. */
  private async afterOthers<T>(selector: string, work: (deadline: number) => Promise<T>): Promise<T> {
    const deadline = Date.now() + WAITS_AT_MOST;
    const before = this.last.get(selector);
    const turn = before === undefined ? work(deadline) : inTime(before, deadline).then(() => work(deadline));
    const settled = turn.then(ignore, ignore);
    this.last.set(selector, settled);
    try {
      return await turn;
    } finally {
      if (this.last.get(selector) === settled) this.last.delete(selector);
    }
  }
}

async function inTime<T>(promise: Promise<T>, deadline: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new SeriesBusy()), deadline - Date.now());
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function ignore(): void {}
