import type { Cluster, Redis } from 'ioredis';
import type { CircuitBreaker } from '../../outages/circuit-breaker.js';
import type { CircuitBreakers } from '../../outages/circuit-breakers.js';
import { barKey, indexKey, principalKey, sessionKey, sessionKeyPrefix } from '../keys.js';
import {
  CHANGING,
  LISTED_OF_EACH,
  TOMBSTONE,
  type Tombstone,
  type ListedSession,
  type PrincipalEntry,
  encodePrincipal,
  RedisPort,
  type SessionAddress,
  type SessionEntry,
  type SessionPage,
} from '../redis-port.js';
import { ping } from './ping.js';
import { type ScriptedClient, withScripts } from './scripted-client.js';
import { ServerDeedClaims } from './server-deed-claims.js';
import { ServerRateLimits } from './server-rate-limits.js';
import { ServerRevisions } from './server-revisions.js';
import { ServerSeriesMarks } from './server-series-marks.js';
import { SessionBatch } from './session-batch.js';

/** Is the port on a Redis server, Sentinel group or Cluster; all instances know the sessions of each. */
export class RedisServerAdapter extends RedisPort {
  private readonly client: ScriptedClient;
  readonly claims: ServerDeedClaims;
  readonly seriesMarks: ServerSeriesMarks;
  readonly revisions: ServerRevisions;
  readonly rateLimits: ServerRateLimits;
  private readonly breaker: CircuitBreaker;
  private readonly reads: SessionBatch | undefined;
  private lastReconnect = 0;

  constructor(client: Redis | Cluster, breakers: CircuitBreakers) {
    super();
    this.client = withScripts(client);
    this.breaker = breakers.guard({ name: 'redis', probe: () => ping(client) });
    this.claims = new ServerDeedClaims(client, this.breaker);
    this.seriesMarks = new ServerSeriesMarks(this.client, this.breaker);
    this.revisions = new ServerRevisions(client, this.breaker);
    this.rateLimits = new ServerRateLimits(client, this.breaker);
    if (!client.isCluster) this.reads = new SessionBatch((all) => this.askIdempotent((redis) => redis.mget(all)));
    // The first connection counts too, because what others have cached may be older than a failover that this
    // instance did not see. A Cluster tells by its nodes, one of which may fail over alone.
    for (const event of ['ready', '+node', '-node']) client.on(event, () => (this.lastReconnect = Date.now()));
  }

  get reconnectedAt() {
    return this.lastReconnect;
  }

  async read({ hashTag, hash }: SessionAddress) {
    const keys = [sessionKey(hashTag, hash), principalKey(hashTag)] as const;
    const [session = null, principal = null] = await (this.reads?.read(keys) ??
      this.askIdempotent((redis) => redis.mget(...keys)));
    return { session, principal };
  }

  async start(session: SessionAddress, stored: SessionEntry) {
    return (await this.ask((redis) => redis.gatehouseStart(...keys(session), ...values(session, stored)))) === 1;
  }

  async swap(session: SessionAddress, read: string, stored: SessionEntry) {
    return (await this.ask((redis) => redis.gatehouseSwap(...keys(session), ...values(session, stored), read))) === 1;
  }

  async move(from: SessionAddress, to: SessionAddress, stored: SessionEntry, mark: Tombstone) {
    const args = [
      ...keys(to),
      sessionKey(from.hashTag, from.hash),
      ...values(to, stored),
      from.hash,
      TOMBSTONE + mark.reason,
      mark.keepUntil,
    ];
    return (await this.ask((redis) => redis.gatehouseMove(...args))) === 1;
  }

  async unseal({ hashTag, hash }: SessionAddress) {
    await this.ask((redis) => redis.gatehouseUnseal(sessionKey(hashTag, hash)));
  }

  revoke(session: SessionAddress, { reason, keepUntil }: Tombstone, read?: string) {
    const onlyOver = read === undefined ? [] : [read];
    return this.ask((redis) => redis.gatehouseEnd(...keys(session), TOMBSTONE + reason, keepUntil, session.hash, ...onlyOver));
  }

  async list(hashTag: string, { from, count, first }: SessionPage) {
    const args = [indexKey(hashTag), Date.now(), sessionKeyPrefix(hashTag), from, count] as const;
    const [entries, ...flat] = await this.ask((redis) =>
      first === 'earliest' ? redis.gatehouseListEarliest(...args) : redis.gatehouseListLatest(...args),
    );
    return { sessions: pairs(flat), entries };
  }

  async listOfEach(hashTags: readonly string[]) {
    if (this.client.isCluster) return this.listOfEachAlone(hashTags);
    const args = [Date.now(), LISTED_OF_EACH, ...hashTags.map(sessionKeyPrefix)];
    const lists = await this.askIdempotent((redis) =>
      redis.gatehouseListOfEach(hashTags.length, ...hashTags.map(indexKey), ...args),
    );
    return lists.map(([entries, ...flat]) => ({ sessions: pairs(flat), entries }));
  }

  count(hashTag: string) {
    return this.ask((redis) => redis.gatehouseCount(indexKey(hashTag), Date.now()));
  }

  async clearIndex(hashTag: string) {
    await this.ask((redis) => redis.unlink(indexKey(hashTag)));
  }

  async putPrincipal(hashTag: string, entry: PrincipalEntry, after: boolean) {
    const { version, keepUntil } = entry;
    await this.ask((redis) =>
      redis.gatehousePutPrincipal(principalKey(hashTag), encodePrincipal(entry), version, keepUntil, after ? '1' : '0'),
    );
  }

  async markChanging(hashTag: string, until: number) {
    await this.ask((redis) => redis.set(principalKey(hashTag), CHANGING, 'PXAT', until));
  }

  async ping() {
    await this.ask(async (redis) => {
      await Promise.all([ping(redis), redis.set(barKey('examined-a'), '', 'PX', 1_000)]);
    });
  }

  async close() {
    await this.client.quit().catch(() => this.client.disconnect());
  }

  private listOfEachAlone(hashTags: readonly string[]) {
    return Promise.all(hashTags.map((hashTag) => this.list(hashTag, { from: 0, count: LISTED_OF_EACH, first: 'latest' })));
  }

  private askIdempotent<T>(command: (redis: ScriptedClient) => Promise<T>): Promise<T> {
    return this.breaker.runIdempotent(() => command(this.client));
  }

  private ask<T>(command: (redis: ScriptedClient) => Promise<T>): Promise<T> {
    return this.breaker.run(() => command(this.client));
  }
}

function keys({ hashTag, hash }: SessionAddress): [string, string] {
  return [sessionKey(hashTag, hash), indexKey(hashTag)];
}

/** Pairs hashes and records that came in turn. */
function pairs(flat: readonly string[]): ListedSession[] {
  return flat.flatMap((hash, place) => (place % 2 === 0 ? [{ hash, record: flat[place + 1] ?? '' }] : []));
}

function values({ hash }: SessionAddress, { record, expiresAt, keepUntil }: SessionEntry): (string | number)[] {
  return [record, expiresAt, keepUntil, Date.now(), hash];
}
