/** An audit log on a real database, whose parts are driven one by one: the clock, the keys, late commits, erasures. */

import { EntityManager } from '@mikro-orm/core';
import { vi } from 'vitest';
import { Erasures } from '../../src/audit/erasure/erasures.js';
import { insertRows } from '../../src/audit/rows/insert-rows.js';
import { newRow } from '../../src/audit/rows/new-row.js';
import { AuditExpiry } from '../../src/audit/sealing/audit-expiry.js';
import { AuditKeys } from '../../src/audit/sealing/audit-keys.js';
import { Chain } from '../../src/audit/sealing/chain.js';
import { hashOfSeal } from '../../src/audit/sealing/seal.js';
import { Sealer } from '../../src/audit/sealing/sealer.js';
import type { VerifyOptions } from '../../src/audit/verification/findings.js';
import { Verifier } from '../../src/audit/verification/verifier.js';
import { Logger } from '../../src/log/logger.js';
import { UsersService } from '../../src/users/users.service.js';
import type { Product } from '../support/product.js';
import { sql } from './auditing.js';

const DAY = 86_400_000;
const TABLES = ['audit_events', 'audit_seals', 'audit_state', 'audit_subjects'] as const;

/** A seal as the tables have it, and the rows that it covers, by their places. */
export interface SealedBatch {
  readonly number: number;
  readonly rows: readonly string[];
}

export class AuditWorld {
  /** The hashes of all seals that were ever made, as the log has them: of a number that was made twice the first. */
  readonly anchors = new Map<number, string>();
  private readonly em: EntityManager;
  private readonly logger: Logger;
  private keys: AuditKeys;
  private secrets = ['k'.repeat(32)];
  private count = 0;

  constructor(
    readonly product: Product,
    private readonly accounts: readonly string[],
  ) {
    this.em = product.app.get(EntityManager);
    this.logger = product.app.get(Logger);
    this.keys = this.keysNow();
  }

  /** Makes accounts for all worlds of a product. */
  static async accounts({ app }: Product, count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let one = 0; one < count; one += 1) {
      const user = await app
        .get(UsersService)
        .create({ username: `person${one}`, email: `p${one}@example.org`, passwordHash: 'x' });
      ids.push(user.id);
    }
    return ids;
  }

  /** Empties all tables, as before the first start. */
  async reset(): Promise<void> {
    for (const table of TABLES) await this.sql(`delete from ${table}`);
    await this.sql(`insert into audit_state values (1, 0, '${'A'.repeat(43)}', 0, '', '')`);
  }

  sql<Row extends object>(text: string): Promise<Row[]> {
    return sql<Row>(this.product, text);
  }

  /** Writes so many rows as of so many milliseconds ago: a slow transaction commits what it began long before. */
  async write(count: number, ago = 0): Promise<void> {
    const rows = Array.from({ length: count }, () => {
      this.count += 1;
      const happening = {
        event: 'logged-in',
        accountId: this.accounts[this.count % this.accounts.length],
        actorId: undefined,
        address: this.count % 2 === 0 ? '192.0.2.7' : '2001:db8::1:0:0:1',
        device: `device ${this.count}`,
        session: 'abc',
        reason: undefined,
        requestId: `request ${this.count}`,
        changes: undefined,
      };
      return newRow(happening, Date.now() - ago, 1, undefined);
    });
    await insertRows(this.em.fork(), rows);
  }

  /** Several sealers at once, as on several instances. */
  async seal(sealers = 1): Promise<void> {
    await Promise.all(Array.from({ length: sealers }, () => this.sealer().sealAll()));
    const seals = await this.chain().sealsAfter(this.em.fork(), 0, 10_000);
    for (const seal of seals) if (!this.anchors.has(seal.number)) this.anchors.set(seal.number, hashOfSeal(seal));
  }

  /** A sealer that dies before its transaction commits. */
  async dieWhileSealing(): Promise<void> {
    const chain = this.chain();
    vi.spyOn(chain, 'keepState').mockRejectedValue(new Error('killed'));
    await new Sealer(this.em, chain, this.keys, this.logger).sealAll().catch(() => undefined);
  }

  /** The clock jumps; a negative number sets it back. */
  jump(milliseconds: number): void {
    vi.setSystemTime(Date.now() + milliseconds);
  }

  async erase(account: number): Promise<void> {
    const erasures = new Erasures(this.keys, this.chain());
    await this.em.fork().transactional((em) => erasures.erase(em, this.accounts[account] ?? ''));
  }

  async expire(): Promise<void> {
    await new AuditExpiry(this.em, this.chain(), { keys: [], keep: 400 * DAY }).sweep();
  }

  /** A new key signs; the old one is dropped when the end of the chain is signed anew. */
  async rotate(): Promise<void> {
    this.secrets = [`${this.secrets.length}${Date.now()}`.padEnd(32, 'k'), ...this.secrets];
    this.keys = this.keysNow();
    await this.seal();
    this.secrets = this.secrets.slice(0, 1);
    this.keys = this.keysNow();
  }

  async backup(): Promise<() => Promise<void>> {
    const kept = await Promise.all(
      TABLES.map((table) => this.sql<{ rows: string }>(`select json_agg(t)::text as rows from ${table} t`)),
    );
    return async () => {
      for (const table of TABLES) await this.sql(`delete from ${table}`);
      for (const [place, table] of TABLES.entries()) {
        const rows = kept[place]?.[0]?.rows ?? null;
        if (rows === null) continue;
        await this.sql(
          `insert into ${table} select * from json_populate_recordset(null::${table}, '${rows.replaceAll("'", "''")}')`,
        );
      }
    };
  }

  async verdict(options: VerifyOptions = {}): Promise<string> {
    const { findings } = await new Verifier(this.em, this.chain(), this.keys).verify(options);
    const kinds = [...new Set(findings.map(({ kind }) => kind))].sort();
    return findings.length === 0 ? 'holds' : `${findings[0]?.batch}: ${kinds.join(', ')}`;
  }

  /** Which seals there are, and whether the keys of now know each. */
  async seals(): Promise<{ number: number; isKnown: boolean }[]> {
    const seals = await this.chain().sealsAfter(this.em.fork(), 0, 10_000);
    return seals.map((seal) => ({ number: seal.number, isKnown: this.keys.check(hashOfSeal(seal), seal) === 'right' }));
  }

  private chain(): Chain {
    return new Chain(this.keys);
  }

  private sealer(): Sealer {
    return new Sealer(this.em, this.chain(), this.keys, this.logger);
  }

  private keysNow(): AuditKeys {
    return new AuditKeys({ keys: this.secrets, keep: 0 }, { sessionSecrets: [] });
  }
}
