import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { AuditSettings } from '../audit.settings.js';
import { Chain } from './chain.js';

/** One sweep removes the rows of at most so many seals: the first sweep after a shorter AUDIT_KEEP goes on in the next. */
const SEALS = 200;

const DUE = `select number from audit_seals where number = $1 and sealed_at < $2::text::timestamptz`;

/**
 * Removes the rows of seals that are older than AUDIT_KEEP, the oldest seal first and each as a whole, and says so in the
 * signed state: rows that expired are told apart from rows that somebody took.
 */
@Injectable()
export class AuditExpiry extends ExpiringRows {
  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
    private readonly settings: AuditSettings,
  ) {
    super();
  }

  async sweep(): Promise<void> {
    const before = new Date(Date.now() - this.settings.keep).toISOString();
    for (let count = 0; count < SEALS; count += 1) {
      if (!(await unitOfWork(this.em).transactional((em) => this.expireNext(em, before)))) return;
    }
  }

  private async expireNext(em: EntityManager, before: string): Promise<boolean> {
    const state = await this.chain.lockIfFree(em);
    if (state === undefined) return false;
    const next = state.expired + 1;
    if ((await askBound(em, DUE, [next, before])).length === 0) return false;
    await askBound(em, 'delete from audit_events where seal = $1', [next]);
    await askBound(em, 'update audit_seals set leaves = null where number = $1', [next]);
    await this.chain.keepState(em, { ...state, expired: next });
    return true;
  }
}
