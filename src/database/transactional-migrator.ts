import type { Transaction } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';

/** Extends MikroORM's migrator, so that it does all of its work by one connection, the look at its journal included. */
export class TransactionalMigrator extends Migrator {
  /**
   * Runs what is pending inside a transaction that has begun, with the journal in this schema (MikroORM looks for it
   * in `public` else), and returns the names. A second connection would wait for ever behind a pooler that has one.
   */
  async upWithin(transaction: Transaction, schema: string): Promise<string[]> {
    this.options.tableName = `${schema}.${JOURNAL}`;
    const storage = this.storage as { setMasterMigration?(transaction: Transaction): void };
    storage.setMasterMigration?.(transaction);
    const applied = await this.up({ transaction });
    return applied.map(({ name }) => name);
  }

  /** Does the same as MikroORM's own, without its question for the database, which is asked by another connection. */
  override async init(): Promise<void> {
    if (this.initialized) return;
    this.initialized = true;
    await this.initPaths();
    await this.storage.ensureTable?.();
  }
}

/** This table remembers which migrations have been applied. */
export const JOURNAL = 'mikro_orm_migrations';
