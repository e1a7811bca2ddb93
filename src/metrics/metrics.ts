import { MikroORM } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { AuditFigures } from '../audit/audit-figures.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { Logger } from '../log/logger.js';
import { CircuitBreakers } from '../outages/circuit-breakers.js';
import { MailBacklog } from '../mail/mail-backlog.js';
import { MailCounts } from '../mail/mail-counts.js';
import { RedisPort } from '../redis/redis-port.js';
import { KnownRevocations } from '../sessions/revocations/known-revocations.js';
import { SessionCounters } from '../sessions/record/session-counters.js';
import { SignedInStreams } from '../streams/signed-in-streams.js';
import { HashQueue } from '../users/passwords/hash-queue.js';
import { auditMetrics } from './audit-metrics.js';
import { breakerMetrics } from './breaker-metrics.js';
import { buildInfo } from './build-info.js';
import { databaseMetrics } from './database-metrics.js';
import { hashMetrics } from './hash-metrics.js';
import { mailMetrics } from './mail-metrics.js';
import { RequestMetrics } from './request-metrics.js';
import { securityMetrics } from './security-metrics.js';
import { sessionMetrics } from './session-metrics.js';
import { storeMetrics } from './store-metrics.js';
import { streamMetrics } from './stream-metrics.js';

/**
 * Registers every family of docs/observability.md. Without METRICS_PORT there is none: no room is observed, and what
 * the rooms count for themselves is all that it costs.
 */
@Injectable()
export class Metrics {
  /** This is undefined where no metrics are served. */
  readonly registry: Registry | undefined;
  readonly requests: RequestMetrics | undefined;

  constructor(
    @Inject(SETTINGS) { metricsPort }: Pick<Settings, 'metricsPort'>,
    logger: Logger,
    orm: MikroORM,
    redis: RedisPort,
    breakers: CircuitBreakers,
    hashes: HashQueue,
    sessions: SessionCounters,
    revocations: KnownRevocations,
    streams: SignedInStreams,
    announced: EventEmitter2,
    mails: MailCounts,
    backlog: MailBacklog,
    audit: AuditFigures,
  ) {
    if (metricsPort === undefined) return;
    // The registry of the whole process is avoided, because two applications in one would count as one.
    const registry = new Registry();
    buildInfo(registry);
    securityMetrics(registry, logger.securityEvents, announced);
    hashMetrics(registry, hashes);
    sessionMetrics(registry, sessions, revocations);
    streamMetrics(registry, streams);
    mailMetrics(registry, mails, backlog);
    auditMetrics(registry, audit);
    storeMetrics(registry, redis);
    databaseMetrics(registry, orm);
    breakerMetrics(registry, breakers);
    // These are memory, CPU, garbage collection and event loop delay.
    collectDefaultMetrics({ register: registry });
    this.requests = new RequestMetrics(registry);
    this.registry = registry;
  }
}
