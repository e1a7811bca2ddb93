import { EntityManager } from '@mikro-orm/core';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { StoreUnavailable } from '../../outages/store-unavailable.js';
import { RedisPort } from '../../redis/redis-port.js';
import { conditionOf, type Judged, type Matcher, matcherOf } from './condition.js';
import { MassRevocation } from './mass-revocation.entity.js';
import { isChanging, REVISION } from './revision.js';

/** Redis is asked every so many milliseconds whether there is a new one. */
const EVERY = 300;

/** What was confirmed so many milliseconds ago is asked once more before a session is judged by it: the promise is a second. */
const TRUSTED_FOR = 800;

/** PostgreSQL is asked again after so many milliseconds even where Redis says that nothing is new. */
const READ_AGAIN_AFTER = 30_000;

/** A reconnect may come while one is being seen to, but not for ever. */
const TRIES = 3;

/** This is a mass revocation as every request knows it. */
export interface KnownRevocation {
  readonly id: string;
  readonly reason: string | null;
  readonly fits: Matcher;
}

/**
 * Knows the mass revocations that are in force, in memory. A session is judged by nothing that is older than a second:
 * who cannot ask Redis cannot read a session either, and after a reconnect, which may have been a failover that lost the
 * latest revision, PostgreSQL is asked before anybody is let in again.
 */
@Injectable()
export class KnownRevocations implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private known: readonly KnownRevocation[] = [];
  private revision: string | null | undefined;
  private askedPostgresqlAt = -Infinity;
  private readings = 0;
  private latestReading = 0;
  /** This is the connection of Redis for which they were loaded. */
  private loadedFor: number | undefined;
  private confirmedAt = -Infinity;
  private first: Promise<void> | undefined;
  private underWay: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly em: EntityManager,
    private readonly redis: RedisPort,
  ) {}

  /** The stores answer while the routes are registered. */
  onModuleInit(): void {
    this.first = this.refresh();
    // Whoever waits for it hears of it.
    this.first.catch(ignore);
  }

  /** They are known before anybody is listened to. */
  async onApplicationBootstrap(): Promise<void> {
    await this.first;
    this.timer = setInterval(() => void this.refresh().catch(ignore), EVERY).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.underWay?.catch(ignore);
  }

  get count(): number {
    return this.known.length;
  }

  /** Tells whether {@link find} may be asked at once; otherwise {@link confirm} comes first. */
  get areConfirmed(): boolean {
    return performance.now() - this.confirmedAt < TRUSTED_FOR && this.loadedFor === this.redis.reconnectedAt;
  }

  /** Waits until they are confirmed. Throws in an outage: whoever cannot be told to be in is not let in. */
  async confirm(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (this.areConfirmed) return;
      await this.refresh();
    }
    if (!this.areConfirmed) throw new StoreUnavailable('redis');
  }

  /** Reads what was written a moment ago. Throws in an outage: then nobody is let in before it can be read. */
  async reload(): Promise<void> {
    await this.underWay?.catch(ignore);
    this.confirmedAt = -Infinity;
    await this.refresh();
  }

  /** Returns the first one that ends this session or series. */
  find(judged: Judged): KnownRevocation | undefined {
    return this.known.find(({ fits }) => fits(judged));
  }

  /** Returns what people are told of one; null where it has none, or is over by now. */
  reasonOf(id: string | undefined): string | null {
    return this.known.find((one) => one.id === id)?.reason ?? null;
  }

  private refresh(): Promise<void> {
    return (this.underWay ??= this.readOn().finally(() => (this.underWay = undefined)));
  }

  private async readOn(): Promise<void> {
    const connection = this.redis.reconnectedAt;
    const askedAt = performance.now();
    const revision = await this.redis.revisions.read(REVISION);
    const isNew = revision !== this.revision || isChanging(revision) || connection !== this.loadedFor;
    if (isNew) await this.load(connection, revision);
    // With PostgreSQL away, or too slow, those in memory go on.
    else if (askedAt - this.askedPostgresqlAt > READ_AGAIN_AFTER) void this.load(connection, revision).catch(ignore);
    this.confirmedAt = askedAt;
  }

  private async load(connection: number, revision: string | null): Promise<void> {
    this.askedPostgresqlAt = performance.now();
    const reading = (this.readings += 1);
    const rows = await unitOfWork(this.em).find(MassRevocation, { expiresAt: { $gt: new Date() } }, { orderBy: { id: 'asc' } });
    // A slow reading that nobody waited for must not undo a later one.
    if (reading < this.latestReading) return;
    this.latestReading = reading;
    this.known = rows.map((row) => ({ id: row.id, reason: row.reason ?? null, fits: matcherOf(conditionOf(row)) }));
    [this.revision, this.loadedFor] = [revision, connection];
  }
}

/** The breaker of the store tells of its outage, and whoever needs it meets it. */
function ignore(): void {}
