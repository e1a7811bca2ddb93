import type { EntityManager } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { unitOfWork } from './unit-of-work.js';

/** This carries PostgreSQL's own code and words for a write that a standby is asked for. */
class ReadOnly extends Error {
  override readonly name = 'ReadOnly';
  readonly code = '25006';
}

/**
 * Resolves when PostgreSQL, and a pooler in front of it, has a transaction for us in which it takes writes. Rejects
 * with the driver's error or with the code of a standby (25006).
 */
export async function askForWrites(em: EntityManager): Promise<void> {
  await unitOfWork(em).transactional(async (own) => {
    const connection = own.getConnection() as AbstractSqlConnection;
    const [server] = await connection.execute<{ readonly: string }[]>(
      `select current_setting('transaction_read_only') as readonly`,
      [],
      'all',
      own.getTransactionContext(),
    );
    if (server?.readonly === 'on') throw new ReadOnly('the server takes no writes');
  });
}
