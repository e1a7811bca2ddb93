import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { commitmentTo, NOTHING_PERSONAL } from '../rows/leaf.js';
import { newEventId } from '../rows/event-id.js';
import { newSalt } from '../rows/new-row.js';
import { AuditKeys } from '../sealing/audit-keys.js';
import { Chain } from '../sealing/chain.js';
import { textOfErasure } from '../sealing/seal.js';
import { ERASED } from './erasure-mark.js';

/** Empties rows of `$1`; their commitments stay, so their seals hold. The mark itself has nothing to empty. */
const EMPTY = `update audit_events set address = null, device = null, session = null, reason = null, request_id = null,
  changes = null, salt = null where subject = $1::text::uuid and salt is not null and event <> '${ERASED}'`;

const MARK = `insert into audit_events (id, at, event, subject, count, reason, salt, commitment)
  values ($1::text::uuid, $2::text::timestamptz, '${ERASED}', $3::text::uuid, 1, $4, $5, $6)`;

/**
 * Takes a person out of the audit log: the row that leads to the pseudonym goes, all that may name the person is emptied,
 * and a signed mark, which is sealed like any event, tells an erasure apart from tampering.
 */
@Injectable()
export class Erasures {
  constructor(
    private readonly keys: AuditKeys,
    private readonly chain: Chain,
  ) {}

  /** Erases within the transaction of `em`, and returns the pseudonym; undefined for an account that no row is about. */
  async erase(em: EntityManager, accountId: string): Promise<string | undefined> {
    // Whoever seals would touch the same rows in another order.
    await this.chain.lock(em);
    const [gone] = await askBound<{ subject: string }>(
      em,
      'delete from audit_subjects where account = $1::text::uuid returning subject::text as subject',
      [accountId],
    );
    if (gone === undefined) return undefined;
    await askBound(em, EMPTY, [gone.subject]);
    await this.mark(em, gone.subject);
    return gone.subject;
  }

  private async mark(em: EntityManager, subject: string): Promise<void> {
    const [at, salt] = [Date.now(), newSalt()];
    const { keyId, mac } = this.keys.sign(textOfErasure(subject));
    const reason = `${keyId}.${mac}`;
    const commitment = commitmentTo(salt, { ...NOTHING_PERSONAL, reason });
    await askBound(em, MARK, [newEventId(at), new Date(at).toISOString(), subject, reason, salt, commitment]);
  }
}
