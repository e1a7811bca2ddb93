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

/** The store knows the tag; the secret is only in a cookie of the browser. */
export interface CodesHolder {
  readonly tag: string;
  readonly secret: string;
}

/**
 * Recovery codes are shown once, and the answer that shows them may get lost: for a minute the same request of the same
 * browser gets the same codes. They are encrypted by what only that browser has, such as the secret of its session's id.
 */
@Injectable()
export class ShownCodes {
  constructor(private readonly redis: RedisPort) {}

  /** Returns the codes that this request has led to already; `text` is its `requestText`, taken before it was handled. */
  async find<Kept = string[]>(request: Request, text: string): Promise<Kept | undefined> {
    const holder = holderOf(request);
    return holder && this.findFor<Kept>(holder, text);
  }

  /** Keeps the codes of a request for its repetitions under the session's present id, with whatever else its answer had. */
  async keep(request: Request, text: string, kept: unknown): Promise<void> {
    const holder = holderOf(request);
    if (holder) await this.keepFor(holder, text, kept);
  }

  /** Does what {@link find} does for whoever holds this, with what was kept by it. */
  async findFor<Kept>(holder: CodesHolder, text: string): Promise<Kept | undefined> {
    const sealed = await this.redis.claims.find(holder.tag, nameOf(holder, text));
    return sealed === null || sealed === UNDER_WAY ? undefined : (open(holder, text, sealed) as Kept);
  }

  /** Keeps codes, and whatever else the answer had, for whoever holds this. */
  async keepFor(holder: CodesHolder, text: string, kept: unknown): Promise<void> {
    const sealed = sealOutcome(kept, sealHolder(holder, text));
    await this.redis.claims.replace(holder.tag, nameOf(holder, text), sealed, Date.now() + KEPT_FOR);
  }

  /** Makes codes once for a request and its repetitions, at the same time too. Throws what `make` throws. */
  async once(request: Request, response: Response, make: () => Promise<string[]>): Promise<string[]> {
    const holder = holderOf(request);
    if (holder === undefined) return make();
    const text = requestText(request);
    const [{ claims }, name] = [this.redis, nameOf(holder, text)];
    const claim = () => claims.claim(holder.tag, name, UNDER_WAY, Date.now() + DEED_TAKES_AT_MOST);
    for (let noted = await claim(); noted !== null; noted = await claim()) {
      const known = noted === UNDER_WAY ? undefined : (open(holder, text, noted) as string[] | undefined);
      if (known !== undefined) return known;
      if (response.destroyed) throw new SessionRevoked();
      await sleep(LOOK_EVERY);
    }
    try {
      const codes = await make();
      await this.keepFor(holder, text, codes);
      return codes;
    } catch (error) {
      await claims.release(holder.tag, name);
      throw error;
    }
  }
}

/** Returns what holds codes for this session; undefined where the request has none. */
function holderOf({ sessionID }: Request): CodesHolder | undefined {
  const address = addressOf(sessionID);
  const [, secret = ''] = sessionID.split('.');
  return address === null ? undefined : { tag: address.hashTag, secret };
}

function nameOf({ tag, secret }: CodesHolder, text: string): string {
  return `codes:${deedOf(`${tag}.${secret}`, text)}`;
}

function sealHolder({ secret }: CodesHolder, text: string) {
  return { validator: secret, fingerprint: text };
}

function open(holder: CodesHolder, text: string, sealed: string): unknown {
  return openOutcome(sealed, sealHolder(holder, text));
}
