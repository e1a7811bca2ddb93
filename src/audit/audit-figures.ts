import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../database/bound-query.js';
import { unitOfWork } from '../database/unit-of-work.js';
import { AuditWriter } from './rows/audit-writer.js';
import { Sealer } from './sealing/sealer.js';
import { SealingJob } from './sealing-job.js';

/** Milliseconds; whoever asks more often gets the same answer. */
const KEPT = 1_000;

const OLDEST = `select extract(epoch from now() - min(at))::float8 as age from audit_events where seal is null`;

/** Tells monitoring of the audit log: what this instance did, and how long the oldest row of all waits for its seal. */
@Injectable()
export class AuditFigures {
  private age = 0;
  private readAt = -Infinity;

  constructor(
    private readonly em: EntityManager,
    private readonly writer: AuditWriter,
    private readonly sealer: Sealer,
    private readonly job: SealingJob,
  ) {}

  get rows(): { readonly written: number; readonly lost: number } {
    return this.writer.counts;
  }

  get seals(): number {
    return this.sealer.sealed;
  }

  get verifications(): { readonly held: number; readonly failed: number } {
    return this.job.verifications;
  }

  /** Resolves to seconds, 0 where no row waits, and to what was read last where the database is away. */
  async unsealedAge(): Promise<number> {
    if (performance.now() - this.readAt < KEPT) return this.age;
    this.readAt = performance.now();
    const rows = await askBound<{ age: number | null }>(unitOfWork(this.em), OLDEST).catch(() => undefined);
    if (rows !== undefined) this.age = Math.max(0, rows[0]?.age ?? 0);
    return this.age;
  }
}
