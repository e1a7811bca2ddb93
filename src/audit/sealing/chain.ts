import type { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { AuditKeys, type Signature } from './audit-keys.js';
import { type ChainState, joinLeaves, type Seal, splitLeaves, textOfState } from './seal.js';

export type SignedState = ChainState & Signature;

const STATE = 'select last, hash, expired, key_id as "keyId", mac from audit_state where id = 1';

const SEAL = `select number, round(extract(epoch from sealed_at) * 1000)::float8 as "sealedAt", count, root, previous,
  key_id as "keyId", mac, leaves from audit_seals`;

type StoredSeal = Omit<Seal, 'leaves'> & { readonly leaves: string | null };

/** Reads and writes the chain of seals and where it ends, by the `em` of a transaction. */
@Injectable()
export class Chain {
  constructor(private readonly keys: AuditKeys) {}

  /** Locks the chain until the transaction ends; undefined where somebody else has it. */
  async lockIfFree(em: EntityManager): Promise<SignedState | undefined> {
    return (await askBound<SignedState>(em, `${STATE} for update skip locked`))[0];
  }

  /** Locks the chain until the transaction ends, and waits for whoever has it. */
  async lock(em: EntityManager): Promise<SignedState | undefined> {
    return (await askBound<SignedState>(em, `${STATE} for update`))[0];
  }

  async state(em: EntityManager): Promise<SignedState | undefined> {
    return (await askBound<SignedState>(em, STATE))[0];
  }

  /** Returns at most `limit` seals with higher numbers than `after`, the lowest first. */
  async sealsAfter(em: EntityManager, after: number, limit: number): Promise<Seal[]> {
    const found = await askBound<StoredSeal>(em, `${SEAL} where number > $1 order by number limit $2`, [after, limit]);
    return found.map((seal) => ({ ...seal, leaves: seal.leaves === null ? undefined : splitLeaves(seal.leaves) }));
  }

  async addSeal(em: EntityManager, { number, sealedAt, count, root, previous, keyId, mac, leaves = [] }: Seal): Promise<void> {
    await askBound(
      em,
      `insert into audit_seals (number, sealed_at, count, root, previous, key_id, mac, leaves)
        values ($1, $2::text::timestamptz, $3, $4, $5, $6, $7, $8)`,
      [number, new Date(sealedAt).toISOString(), count, root, previous, keyId, mac, joinLeaves(leaves)],
    );
  }

  /** Signs the state and keeps it in the place of the one before. */
  async keepState(em: EntityManager, state: ChainState): Promise<void> {
    const { keyId, mac } = this.keys.sign(textOfState(state));
    await askBound(em, 'update audit_state set last = $1, hash = $2, expired = $3, key_id = $4, mac = $5 where id = 1', [
      state.last,
      state.hash,
      state.expired,
      keyId,
      mac,
    ]);
  }
}
