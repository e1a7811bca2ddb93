import type { Cluster, Redis } from 'ioredis';
import type { CircuitBreaker } from '../outages/circuit-breaker.js';
import type { CircuitBreakers } from '../outages/circuit-breakers.js';
import type { Counts } from './counts/counts.js';
import { ServerCounts } from './counts/server-counts.js';
import { barKey, indexKey, principalKey, sessionKey, sessionKeyPrefix } from './keys.js';
import {
  CHANGING,
  ENDED,
  type EndMark,
  type ListedSession,
  type PrincipalEntry,
  principalEntry,
  RedisPort,
  type SessionAddress,
  type StoredSession,
} from './redis-port.js';
import { reach } from './reach.js';
import { SessionReads } from './session-reads.js';
import { type ScriptedClient, withScripts } from './scripted-client.js';

/** The port on a Redis server, Sentinel group or Cluster; sessions of one instance are known to all. */
export class RedisServerAdapter extends RedisPort {
  private readonly client: ScriptedClient;
  readonly counts: Counts;
  private readonly breaker: CircuitBreaker;
  private readonly reads: SessionReads | undefined;
  private lastReconnect = 0;

  constructor(client: Redis | Cluster, breakers: CircuitBreakers) {
    super();
    this.client = withScripts(client);
    this.breaker = breakers.guard({ name: 'redis', probe: () => reach(client) });
    this.counts = new ServerCounts(client, this.breaker);
    if (!client.isCluster) this.reads = new SessionReads((all) => this.askIdempotent((redis) => redis.mget(all)));
    // The first connection too: what others have cached may be older than a failover that this instance did not
    // see. A Cluster tells by its nodes, one of which may fail over alone.
    for (const event of ['ready', '+node', '-node']) client.on(event, () => (this.lastReconnect = Date.now()));
  }

  get reconnectedAt() {
    return this.lastReconnect;
  }

  async read({ tag, hash }: SessionAddress) {
    const keys = [sessionKey(tag, hash), principalKey(tag)] as const;
    const [session = null, principal = null] = await (this.reads?.read(keys) ??
      this.askIdempotent((redis) => redis.mget(...keys)));
    return { session, principal };
  }

  async start(session: SessionAddress, stored: StoredSession) {
    return (await this.ask((redis) => redis.gatehouseStart(...keys(session), ...values(session, stored)))) === 1;
  }

  async save(session: SessionAddress, stored: StoredSession) {
    return (await this.ask((redis) => redis.gatehouseSave(...keys(session), ...values(session, stored)))) === 1;
  }

  async swap(session: SessionAddress, read: string, stored: StoredSession) {
    return (await this.ask((redis) => redis.gatehouseSwap(...keys(session), ...values(session, stored), read))) === 1;
  }

  async move(from: SessionAddress, to: SessionAddress, stored: StoredSession, mark: EndMark) {
    const args = [
      ...keys(to),
      sessionKey(from.tag, from.hash),
      ...values(to, stored),
      from.hash,
      ENDED + mark.reason,
      mark.keepUntil,
    ];
    return (await this.ask((redis) => redis.gatehouseMove(...args))) === 1;
  }

  end(session: SessionAddress, { reason, keepUntil }: EndMark) {
    return this.ask((redis) => redis.gatehouseEnd(...keys(session), ENDED + reason, keepUntil, session.hash));
  }

  async list(tag: string) {
    const flat = await this.ask((redis) => redis.gatehouseList(indexKey(tag), Date.now(), sessionKeyPrefix(tag)));
    return flat.flatMap((hash, place): ListedSession[] => (place % 2 === 0 ? [{ hash, record: flat[place + 1] ?? '' }] : []));
  }

  evict(tag: string, atMost: number, { reason, keepUntil }: EndMark) {
    return this.ask((redis) =>
      redis.gatehouseEvict(indexKey(tag), Date.now(), sessionKeyPrefix(tag), atMost, ENDED + reason, keepUntil),
    );
  }

  async clearIndex(tag: string) {
    await this.ask((redis) => redis.unlink(indexKey(tag)));
  }

  async putPrincipal(tag: string, entry: PrincipalEntry, after: boolean) {
    const { version, keepUntil } = entry;
    await this.ask((redis) =>
      redis.gatehousePutPrincipal(principalKey(tag), principalEntry(entry), version, keepUntil, after ? '1' : '0'),
    );
  }

  async markChanging(tag: string, until: number) {
    await this.ask((redis) => redis.set(principalKey(tag), CHANGING, 'PXAT', until));
  }

  async bar(series: string, until: number) {
    await this.ask((redis) => redis.set(barKey(series), '1', 'PXAT', until));
  }

  async isBarred(series: string) {
    return (await this.askIdempotent((redis) => redis.exists(barKey(series)))) === 1;
  }

  async ping() {
    await this.ask(reach);
  }

  async close() {
    await this.client.quit().catch(() => this.client.disconnect());
  }

  private askIdempotent<T>(command: (redis: ScriptedClient) => Promise<T>): Promise<T> {
    return this.breaker.runIdempotent(() => command(this.client));
  }

  private ask<T>(command: (redis: ScriptedClient) => Promise<T>): Promise<T> {
    return this.breaker.run(() => command(this.client));
  }
}

function keys({ tag, hash }: SessionAddress): [string, string] {
  return [sessionKey(tag, hash), indexKey(tag)];
}

function values({ hash }: SessionAddress, { record, endsAt, keepUntil }: StoredSession): (string | number)[] {
  return [record, endsAt, keepUntil, Date.now(), hash];
}
