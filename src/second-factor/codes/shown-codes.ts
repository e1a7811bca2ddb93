import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RedisPort } from '../../redis/redis-port.js';
import { SessionRevoked } from '../../sessions/record/loaded-session.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { deedOf, requestText } from '../../sessions/record/successor.js';
import { openOutcome, sealOutcome } from '../../sessions/remember-me/sealed-outcome.js';

/** Whoever sends the same request again gets the same codes for so many milliseconds. */
const KEPT_FOR = 60_000;

/** After so many milliseconds a repetition makes codes itself; the second value is how often it looks. */
const DEED_TAKES_AT_MOST = 15_000;
const LOOK_EVERY = 40;

/** This stands in the place of the codes while they are made. */
const UNDER_WAY = '-';

/**
 * Recovery codes are shown once, and the answer that shows them may get lost: for a minute the same request of the same
 * session gets the same codes. They are encrypted by the secret of the session's id, which no store has.
 */
@Injectable()
export class ShownCodes {
  constructor(private readonly redis: RedisPort) {}

  /** Returns the codes that this request has led to already; `text` is its `requestText`, taken before it was handled. */
  async find(request: Request, text: string): Promise<string[] | undefined> {
    const address = addressOf(request.sessionID);
    if (address === null) return undefined;
    const sealed = await this.redis.claims.find(address.hashTag, nameOf(request, text));
    return sealed === null || sealed === UNDER_WAY ? undefined : openCodes(request, text, sealed);
  }

  /** Keeps the codes of a request for its repetitions under the session's present id. */
  async keep(request: Request, text: string, codes: readonly string[]): Promise<void> {
    const address = addressOf(request.sessionID);
    if (address === null) return;
    const sealed = sealOutcome(codes, holderOf(request, text));
    await this.redis.claims.replace(address.hashTag, nameOf(request, text), sealed, Date.now() + KEPT_FOR);
  }

  /** Makes codes once for a request and its repetitions, at the same time too. Throws what `make` throws. */
  async once(request: Request, response: Response, make: () => Promise<string[]>): Promise<string[]> {
    const address = addressOf(request.sessionID);
    if (address === null) return make();
    const text = requestText(request);
    const { claims } = this.redis;
    const claim = () => claims.claim(address.hashTag, nameOf(request, text), UNDER_WAY, Date.now() + DEED_TAKES_AT_MOST);
    for (let noted = await claim(); noted !== null; noted = await claim()) {
      const known = noted === UNDER_WAY ? undefined : openCodes(request, text, noted);
      if (known !== undefined) return known;
      if (response.destroyed) throw new SessionRevoked();
      await sleep(LOOK_EVERY);
    }
    try {
      const codes = await make();
      await this.keep(request, text, codes);
      return codes;
    } catch (error) {
      await claims.release(address.hashTag, nameOf(request, text));
      throw error;
    }
  }
}

function nameOf({ sessionID }: Request, text: string): string {
  return `codes:${deedOf(sessionID, text)}`;
}

function holderOf({ sessionID }: Request, text: string) {
  const [, validator = ''] = sessionID.split('.');
  return { validator, fingerprint: text };
}

function openCodes(request: Request, text: string, sealed: string): string[] | undefined {
  return openOutcome(sealed, holderOf(request, text)) as string[] | undefined;
}
