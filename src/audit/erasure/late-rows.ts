import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { ExpiringRows } from '../../database/expiring-rows.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { firstIdOf } from '../rows/event-id.js';
import { ERASED } from './erasure-mark.js';
import { Erasures } from './erasures.js';

/** Milliseconds: a row that was under way when its account ended has arrived by now. */
const DAY = 86_400_000;

const ROWS = `select e.id from audit_events e where e.salt is not null and e.event <> '${ERASED}' and e.subject in
  (select m.subject from audit_events m where m.event = '${ERASED}' and m.id > $1::text::uuid) limit $2`;

const EMPTY = `update audit_events set address = null, device = null, session = null, reason = null, request_id = null,
  changes = null, salt = null where id in (${ROWS})`;

/** An account gets its pseudonym when it is made, so only new ones can have met their end meanwhile. */
const LEFT_BEHIND = `select s.account::text as account from audit_subjects s where s.account > $1::text::uuid
  and not exists (select 1 from users u where u.id = s.account) limit $2`;

/** Takes out what was written at the very moment in which its account was erased. */
@Injectable()
export class LateRows extends ExpiringRows {
  constructor(
    private readonly em: EntityManager,
    private readonly erasures: Erasures,
  ) {
    super();
  }

  async sweep(atMost: number): Promise<void> {
    const em = unitOfWork(this.em);
    const since = firstIdOf(Date.now() - DAY);
    await askBound(em, EMPTY, [since, atMost]);
    for (const { account } of await askBound<{ account: string }>(em, LEFT_BEHIND, [since, atMost])) {
      await unitOfWork(this.em).transactional((own) => this.erasures.erase(own, account));
    }
  }
}
