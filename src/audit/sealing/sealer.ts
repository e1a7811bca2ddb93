import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { Logger } from '../../log/logger.js';
import { leafOf } from '../rows/leaf.js';
import { STORED_ROW, type StoredRow } from '../rows/stored-row.js';
import { AuditKeys } from './audit-keys.js';
import { Chain, type SignedState } from './chain.js';
import { rootOf } from './merkle-tree.js';
import { hashOfSeal, type Seal, textOfState } from './seal.js';

/** One seal covers at most so many rows. */
export const ROWS_OF_A_SEAL = 1_000;

const UNSEALED = `select ${STORED_ROW} from audit_events e where e.seal is null order by e.id limit ${ROWS_OF_A_SEAL}`;

/** Most of the time there is nothing to do, and a lock would be written to the disk each time. */
const WORK = `select exists (select 1 from audit_events where seal is null) as waits, key_id as "keyId" from audit_state where id = 1`;

const MARK = `update audit_events e set seal = $1, position = place.position - 1
  from unnest(string_to_array($2, ',')::uuid[]) with ordinality as place (id, position) where e.id = place.id`;

/**
 * Seals committed rows that no seal covers yet, whenever they were begun: a row that a slow transaction commits late is
 * sealed later. One transaction, under a lock of the chain, does it: of two sealers the second finds the lock taken, and
 * of one that dies nothing stays.
 */
@Injectable()
export class Sealer {
  /** So many seals were made by this process. */
  sealed = 0;
  private hasRefused = false;

  constructor(
    private readonly em: EntityManager,
    private readonly chain: Chain,
    private readonly keys: AuditKeys,
    private readonly logger: Logger,
  ) {}

  /** Seals all that waits, in as many seals as it takes. Returns false where another process does it already, or the chain is not ours. */
  async sealAll(): Promise<boolean> {
    const [work] = await askBound<{ waits: boolean; keyId: string }>(unitOfWork(this.em), WORK);
    if (work?.waits === false && work.keyId === this.keys.currentId) return true;
    for (;;) {
      const seal = await unitOfWork(this.em).transactional((em) => this.seal(em));
      if (seal === 'taken' || seal === 'refused') return false;
      if (seal === 'nothing') return true;
      this.sealed += 1;
      // The log lies outside the database: whoever takes seals away there leaves their anchors here.
      this.logger.info('audit-sealed', { number: seal.number, hash: hashOfSeal(seal), rows: seal.count });
      if (seal.count < ROWS_OF_A_SEAL) return true;
    }
  }

  private async seal(em: EntityManager): Promise<Seal | 'taken' | 'refused' | 'nothing'> {
    const state = await this.chain.lockIfFree(em);
    if (state === undefined) return 'taken';
    if (!this.isTrusted(state)) return 'refused';
    const rows = await askBound<StoredRow>(em, UNSEALED);
    if (rows.length > 0) return this.cover(em, state, rows);
    // A key that was rotated need not be kept for the sake of a state that nothing changes.
    if (state.keyId !== this.keys.currentId) await this.chain.keepState(em, state);
    return 'nothing';
  }

  /** To sign a state that was not ours would make somebody else's chain good. The first one of a database is not signed. */
  private isTrusted(state: SignedState): boolean {
    const isFresh = state.last === 0 && state.expired === 0 && state.keyId === '';
    const checked = isFresh ? 'right' : this.keys.check(textOfState(state), state);
    if (checked !== 'right' && !this.hasRefused) {
      const remedy = 'npm run audit -- verify; AUDIT_KEY must still list the key that has signed before';
      this.logger.warn('audit-seal-refused', { reason: checked === 'unknown' ? 'unknown key' : 'state changed', remedy });
    }
    this.hasRefused = checked !== 'right';
    return checked === 'right';
  }

  private async cover(em: EntityManager, state: SignedState, rows: readonly StoredRow[]): Promise<Seal> {
    const leaves = rows.map(leafOf);
    const root = rootOf(leaves).toString('base64url');
    const body = { number: state.last + 1, sealedAt: Date.now(), count: rows.length, root, previous: state.hash };
    const hash = hashOfSeal(body);
    const seal = { ...body, ...this.keys.sign(hash), leaves };
    await this.chain.addSeal(em, seal);
    await askBound(em, MARK, [seal.number, rows.map(({ id }) => id).join(',')]);
    await this.chain.keepState(em, { last: seal.number, hash, expired: state.expired });
    return seal;
  }
}
