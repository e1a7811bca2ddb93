import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RedisPort } from '../../redis/redis-port.js';
import { requestText } from '../../sessions/record/successor.js';
import { PasskeyRefused } from './passkey-refused.js';

/** Clocks of instances differ by at most so many milliseconds. */
const KEPT_LONGER = 60_000;

/** The same request again gets the same outcome for so many milliseconds, because its answer may have been lost. */
const REPEATED_WITHIN = 60_000;

/** After so many milliseconds a request that repeats another waits no longer; the second value is how often it looks. */
const TAKES_AT_MOST = 15_000;
const LOOK_EVERY = 40;

const USED = 'passkey';

interface Note {
  /** This is the hash of the request that used the challenge. */
  readonly request: string;
  readonly at: number;
  /** It is missing while the request is under way, and null where it was refused. */
  readonly outcome?: object | null;
}

/** This is a challenge that a request answers, and when it is over. */
export interface Answered {
  readonly challenge: string;
  readonly expiresAt: number;
}

/** Lets each challenge be answered once, over all instances. Whoever repeats the very request gets the same outcome. */
@Injectable()
export class UsedChallenges {
  constructor(private readonly redis: RedisPort) {}

  /**
   * Runs what the answer is for, or returns what it came to for the same request a moment ago. Throws
   * {@link PasskeyRefused} for another request, and whatever `deed` throws: an outage leaves the challenge unused.
   */
  async once<Outcome extends object>(
    request: Request,
    response: Response,
    { challenge, expiresAt }: Answered,
    deed: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const until = expiresAt + KEPT_LONGER;
    const own = createHash('sha256').update(requestText(request)).digest('base64url');
    const note = (outcome?: object | null) =>
      JSON.stringify({ request: own, at: Date.now(), ...(outcome !== undefined && { outcome }) });
    const before = await this.redis.claims.claim(challenge, USED, note(), until);
    if (before !== null) return this.repeat<Outcome>(challenge, own, before, response);
    try {
      const outcome = await deed();
      await this.redis.claims.replace(challenge, USED, note(outcome), until);
      return outcome;
    } catch (error) {
      if (error instanceof PasskeyRefused) await this.redis.claims.replace(challenge, USED, note(null), until);
      else await this.redis.claims.release(challenge, USED);
      throw error;
    }
  }

  private async repeat<Outcome extends object>(
    challenge: string,
    own: string,
    before: string,
    response: Response,
  ): Promise<Outcome> {
    const begun = Date.now();
    for (let text: string | null = before; text !== null; text = await this.redis.claims.find(challenge, USED)) {
      const { request, at, outcome } = JSON.parse(text) as Note;
      if (request !== own || Date.now() - at > REPEATED_WITHIN) break;
      if (outcome !== undefined && outcome !== null) return outcome as Outcome;
      if (outcome === null || response.destroyed || Date.now() - begun > TAKES_AT_MOST) break;
      await sleep(LOOK_EVERY);
    }
    throw new PasskeyRefused('challenge');
  }
}
