import { Injectable } from '@nestjs/common';
import {
  INDICES_AT_ONCE,
  LISTED_AT_ONCE,
  LISTED_OF_EACH,
  type ListedSession,
  RedisPort,
  type SessionAddress,
} from '../../redis/redis-port.js';
import { decodeRecord } from './session-codec.js';
import type { SessionRecord } from './session-record.js';

/**
 * Two pages of an index overlap by so many entries, so that a session that is revoked between them shifts none out of
 * sight.
 */
const OVERLAP = 50;

const HASH = /^[\w-]{43}$/;

export interface LiveSession {
  readonly hash: string;
  readonly record: SessionRecord;
}

/** Reads the live sessions of an account a page at a time, so that no other request waits for the whole of a long index. */
@Injectable()
export class SessionIndex {
  constructor(private readonly redis: RedisPort) {}

  count(hashTag: string): Promise<number> {
    return this.redis.count(hashTag);
  }

  /** Lists the sessions that expire last first, at most `atMost`. */
  async list(hashTag: string, atMost = Infinity): Promise<LiveSession[]> {
    const found = new Map<string, LiveSession>();
    for (let from = 0; from < atMost; from += LISTED_AT_ONCE - OVERLAP) {
      const count = Math.min(LISTED_AT_ONCE, atMost - from);
      const { sessions, entries } = await this.redis.list(hashTag, { from, count, first: 'latest' });
      for (const session of sessions.flatMap(live)) found.set(session.hash, session);
      if (entries < count) break;
    }
    return [...found.values()];
  }

  /** Lists all live sessions of each of these accounts, in their order. Few round trips, of which none keeps Redis long. */
  async listOfMany(hashTags: readonly string[]): Promise<readonly (readonly LiveSession[])[]> {
    const chunks = Array.from({ length: Math.ceil(hashTags.length / INDICES_AT_ONCE) }, (_, place) =>
      hashTags.slice(place * INDICES_AT_ONCE, (place + 1) * INDICES_AT_ONCE),
    );
    const lists = (await Promise.all(chunks.map((chunk) => this.redis.listOfEach(chunk)))).flat();
    return Promise.all(
      hashTags.map(async (hashTag, place) => {
        const { sessions, entries } = lists[place] ?? { sessions: [], entries: LISTED_OF_EACH };
        // Whoever has many is asked for alone.
        return entries < LISTED_OF_EACH ? sessions.flatMap(live) : this.list(hashTag);
      }),
    );
  }

  /** Returns a page of those that expire first, the one used least recently first. */
  async leastRecentlyUsed(hashTag: string): Promise<LiveSession[]> {
    const { sessions } = await this.redis.list(hashTag, { from: 0, count: LISTED_AT_ONCE, first: 'earliest' });
    return sessions.flatMap(live).sort((one, other) => one.record.lastSeenAt - other.record.lastSeenAt);
  }

  /** Returns undefined for anything but the hash of a live session of this account. */
  async find({ hashTag, hash }: SessionAddress): Promise<LiveSession | undefined> {
    const record = HASH.test(hash) ? decodeRecord((await this.redis.read({ hashTag, hash })).session) : null;
    return record === null ? undefined : { hash, record };
  }
}

function live({ hash, record: text }: ListedSession): LiveSession[] {
  const record = decodeRecord(text);
  return record === null ? [] : [{ hash, record }];
}
