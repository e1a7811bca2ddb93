import { randomBytes } from 'node:crypto';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { unlessOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import type { RememberToken } from './remember-cookie.js';
import type { RestoreOutcome } from './restore-outcome.js';
import { SeriesBusy } from './series-busy.js';
import { openOutcome, sealOutcome, type SealHolder } from './sealed-outcome.js';

/** The turn of another instance is polled every so many milliseconds. */
const LOOK_EVERY = 20;

/** A turn expires after so many milliseconds, because its instance may have died, or its answer may stream on. */
const TURN_TAKES_AT_MOST = 5_000;

/**
 * An outcome waits so many milliseconds before it is answered: a browser sends the requests of its tabs within some
 * milliseconds, and once one has its answer the others would be restores of their own.
 */
const GATHERS_FOR = 25;

/** This is a presented token with the client that presents it. */
export type Presented = RememberToken & SealHolder;

/**
 * Gives turns of a series to instances, one after another. A mark in Redis says who has the turn until its answer is
 * sent; its outcome lies beside it, for those who present the same validator from the same client meanwhile.
 */
@Injectable()
export class SeriesTurns {
  constructor(private readonly redis: RedisPort) {}

  /**
   * Returns the outcome of `restore`, or the one that another instance has just reached. Throws {@link
   * SeriesBusy} when a second one takes longer than `deadline` too.
   */
  async run(
    presented: Presented,
    response: Response,
    restore: () => Promise<RestoreOutcome>,
    deadline: number,
  ): Promise<RestoreOutcome> {
    const { selector } = presented;
    const turn = randomBytes(16).toString('base64url');
    let waitedFor: string | undefined;
    let others: string | undefined;
    for (;;) {
      const holder = await this.redis.seriesMarks.takeTurn(selector, turn, endOfTurn(), others);
      const before = holder ?? waitedFor;
      const sealed = before === undefined ? null : await this.redis.seriesMarks.outcomeOfTurn(selector, before);
      const shared = sealed === null ? undefined : (openOutcome(sealed, presented) as RestoreOutcome | undefined);
      if (shared !== undefined) {
        if (holder === null) await this.redis.seriesMarks.endTurn(selector, turn);
        return shared;
      }
      if (holder === null) return this.inTurn(presented, turn, response, restore);
      const isLate = Date.now() >= deadline;
      if (isLate && others !== undefined) throw new SeriesBusy();
      // The other instance is done, for another validator or client: only its answer is on its way, and nobody has to
      // wait for that. Or it has taken too long, as one whose turn a Redis that was frozen has noted too late: the lock
      // of the row keeps two restores apart all the same.
      if (sealed !== null || isLate) others = holder;
      else await sleep(LOOK_EVERY);
      waitedFor = holder;
    }
  }

  private async inTurn(
    presented: Presented,
    turn: string,
    response: Response,
    restore: () => Promise<RestoreOutcome>,
  ): Promise<RestoreOutcome> {
    const { selector } = presented;
    const end = () => void this.redis.seriesMarks.endTurn(selector, turn).catch(unlessOutage);
    try {
      const outcome = await restore();
      // Without the outcome the others restore for themselves, one after the other.
      await this.redis.seriesMarks.shareOutcome(selector, turn, sealOutcome(outcome, presented), endOfTurn()).catch(unlessOutage);
      whenAnswered(response, end);
      await gather();
      return outcome;
    } catch (error) {
      end();
      throw error;
    }
  }
}

/** Calls back once: when the answer is sent or its client is gone, at the latest when its turn is over. */
export function whenAnswered(response: Response, then: () => void): void {
  if (response.closed) return then();
  const once = (): void => {
    clearTimeout(timer);
    response.off('close', once);
    then();
  };
  const timer = setTimeout(once, TURN_TAKES_AT_MOST).unref();
  response.once('close', once);
}

/**
 * Waits some turns of the event loop after the time itself, because work of this process (PGlite's) may have kept
 * sockets from being read.
 */
async function gather(): Promise<void> {
  await sleep(GATHERS_FOR);
  for (let turn = 0; turn < 4; turn++) await setImmediate();
}

function endOfTurn(): number {
  return Date.now() + TURN_TAKES_AT_MOST;
}
