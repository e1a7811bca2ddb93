import { MikroORM } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { AuditFigures } from '../audit/audit-figures.js';
import { Logger } from '../log/logger.js';
import { CircuitBreakers } from '../outages/circuit-breakers.js';
import { MailBacklog } from '../mail/mail-backlog.js';
import { MailCounts } from '../mail/mail-counts.js';
import { RedisPort } from '../redis/redis-port.js';
import { KnownRevocations } from '../sessions/revocations/known-revocations.js';
import { SessionCounters } from '../sessions/record/session-counters.js';
import { SignedInStreams } from '../streams/signed-in-streams.js';
import { HashQueue } from '../users/passwords/hash-queue.js';

/** Names all that metrics are read from. */
@Injectable()
export class MetricSources {
  constructor(
    readonly logger: Logger,
    readonly orm: MikroORM,
    readonly redis: RedisPort,
    readonly breakers: CircuitBreakers,
    readonly hashes: HashQueue,
    readonly sessions: SessionCounters,
    readonly revocations: KnownRevocations,
    readonly streams: SignedInStreams,
    readonly announced: EventEmitter2,
    readonly mails: MailCounts,
    readonly backlog: MailBacklog,
    readonly audit: AuditFigures,
  ) {}
}
