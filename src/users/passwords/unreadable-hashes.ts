import { EntityManager } from '@mikro-orm/core';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { readableInSql } from './password-scheme.js';

/** PostgreSQL may search for so many milliseconds: of a hundred million accounts it does not see the last by then. */
const PATIENCE = 800;

/** A count is repeated for so many milliseconds, because the doctor asks many times in a row. */
const LIFE = 30_000;

const COUNT = 'select count(*) as rows from users where password_hash !~ ?';

/**
 * Counts accounts whose stored password string is of no known form, too costly, or under a pepper that is not set:
 * nobody gets into them.
 */
@Injectable()
export class UnreadableHashes {
  private counted: { readonly at: number; readonly rows: Promise<number | null> } | undefined;

  constructor(
    private readonly em: EntityManager,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'passwordPeppers'>,
  ) {}

  /** Returns null when they could not be counted in a second. It never rejects. */
  count(): Promise<number | null> {
    if (this.counted === undefined || Date.now() - this.counted.at > LIFE) {
      this.counted = { at: Date.now(), rows: this.read().catch(() => null) };
    }
    return this.counted.rows;
  }

  private async read(): Promise<number> {
    return unitOfWork(this.em).transactional(async (em) => {
      const connection = em.getConnection();
      const context = em.getTransactionContext<unknown>();
      await connection.execute(`set local statement_timeout = ${PATIENCE}`, [], 'run', context);
      const [counted] = await connection.execute<{ rows: string }[]>(
        COUNT,
        [readableInSql(this.settings.passwordPeppers)],
        'all',
        context,
      );
      return Number(counted?.rows ?? 0);
    });
  }
}
