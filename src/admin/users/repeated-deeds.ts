import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Conflict } from '../../http/errors/conflict.js';
import { RedisPort } from '../../redis/redis-port.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { deedOf, requestText } from '../../sessions/record/successor.js';

/** Whoever sends the same form again in the same session gets the same outcome for so many milliseconds. */
const REPEATED_WITHIN = 60_000;

/** After so many milliseconds the repetition is told that two changes met; the second value is how often it looks. */
const DEED_TAKES_AT_MOST = 15_000;
const LOOK_EVERY = 40;

const UNDER_WAY = 'under way';
const DONE = 'done';

/** Does a deed once, however often its form is sent: a double click, a reload, an answer that was lost. */
@Injectable()
export class RepeatedDeeds {
  constructor(private readonly redis: RedisPort) {}

  /** Runs the deed, or waits for it where this request only repeats one. Throws what the deed throws; it may be tried again then. */
  async once(request: Request, deed: () => Promise<void>): Promise<void> {
    const address = addressOf(request.sessionID ?? '');
    if (address === null) return deed();
    const { claims } = this.redis;
    const name = `admin:${deedOf(request.sessionID, requestText(request))}`;
    const giveUpAt = Date.now() + DEED_TAKES_AT_MOST;
    for (;;) {
      const before = await claims.claim(address.hashTag, name, UNDER_WAY, Date.now() + DEED_TAKES_AT_MOST);
      if (before === DONE) return;
      if (before === null) break;
      if (Date.now() > giveUpAt) throw new Conflict();
      await sleep(LOOK_EVERY);
    }
    try {
      await deed();
    } catch (error) {
      await claims.release(address.hashTag, name);
      throw error;
    }
    // The deed is done; where Redis has gone away since, its repetition is judged by the version of the account.
    await claims.replace(address.hashTag, name, DONE, Date.now() + REPEATED_WITHIN).catch(() => undefined);
  }
}
