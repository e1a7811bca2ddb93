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

  /**
   * Runs the deed, or waits for it where this request only repeats one. Returns the text that the deed has returned for its
   * repetitions, such as the id of what it made; an empty one for none. Throws what the deed throws; it may be tried again then.
   */
  async once(request: Request, deed: () => Promise<string | void>): Promise<string> {
    const address = addressOf(request.sessionID ?? '');
    if (address === null) return (await deed()) ?? '';
    const { claims } = this.redis;
    const name = `admin:${deedOf(request.sessionID, requestText(request))}`;
    const giveUpAt = Date.now() + DEED_TAKES_AT_MOST;
    for (;;) {
      const before = await claims.claim(address.hashTag, name, UNDER_WAY, Date.now() + DEED_TAKES_AT_MOST);
      if (before?.startsWith(DONE) === true) return before.slice(DONE.length + 1);
      if (before === null) break;
      if (Date.now() > giveUpAt) throw new Conflict();
      await sleep(LOOK_EVERY);
    }
    const word = await deed().catch(async (error: unknown) => {
      await claims.release(address.hashTag, name);
      throw error;
    });
    // The deed is done; where Redis has gone away since, its repetition is judged by the version of the account.
    const note = word ? `${DONE} ${word}` : DONE;
    await claims.replace(address.hashTag, name, note, Date.now() + REPEATED_WITHIN).catch(() => undefined);
    return word ?? '';
  }
}
