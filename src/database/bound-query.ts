import type { EntityManager } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

/** These travel beside the statement, each where it says `$1`, `$2` and so on. */
export type BoundValue = string | number | null;

interface RawStatement {
  readonly sql: string;
  readonly parameters: readonly BoundValue[];
  readonly query: { readonly kind: 'RawNode' };
  readonly queryId: { readonly queryId: string };
}

interface Executor {
  executeQuery(statement: RawStatement): Promise<{ readonly rows: readonly unknown[] }>;
}

/**
 * Asks a statement of our own within the transaction of `em`, if it has one, and returns the rows as the driver gives
 * them. Values are bound by the server's protocol: MikroORM's own `execute` would write them into the text.
 */
export async function askBound<Row>(em: EntityManager, sql: string, parameters: readonly BoundValue[] = []): Promise<Row[]> {
  const connection = em.getConnection() as AbstractSqlConnection;
  const executor = em.getTransactionContext<Executor>() ?? (connection.getClient() as unknown as Executor);
  const statement: RawStatement = { sql, parameters, query: { kind: 'RawNode' }, queryId: { queryId: 'bound' } };
  return [...(await executor.executeQuery(statement)).rows] as Row[];
}
