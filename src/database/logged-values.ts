import type { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import type { Logger } from '../log/logger.js';
import { unitOfWork } from './unit-of-work.js';

interface Switch {
  readonly name: string;
  /** This is the value at which it keeps what people typed out of the log. */
  readonly silent: string;
  readonly isSilent: RegExp;
}

/** By these PostgreSQL writes statements, or the row that a constraint refused, into its log: values stand in our SQL text. */
const SWITCHES: readonly Switch[] = [
  { name: 'log_min_error_statement', silent: 'panic', isSilent: /^(log|fatal|panic)$/ },
  { name: 'log_error_verbosity', silent: 'terse', isSilent: /^terse$/ },
  { name: 'log_statement', silent: 'none', isSilent: /^(none|ddl)$/ },
  { name: 'log_min_duration_statement', silent: '-1', isSilent: /^-1$/ },
  { name: 'log_min_duration_sample', silent: '-1', isSilent: /^-1$/ },
  { name: 'auto_explain.log_min_duration', silent: '-1', isSilent: /^(-1)?$/ },
];

/**
 * Warns when PostgreSQL would write e-mail addresses or password hashes into its log, with the statements that keep them
 * out: no setting of ours can, only a superuser.
 */
export async function warnOfLoggedValues(orm: MikroORM, logger: Logger): Promise<void> {
  const connection = unitOfWork(orm.em).getConnection() as AbstractSqlConnection;
  const columns = SWITCHES.map(({ name }, place) => `current_setting('${name}', true) as "${place}"`);
  const [row] = await connection.execute<Record<string, string | null>[]>(`select ${columns.join(', ')}`);
  const loud = SWITCHES.filter(({ isSilent }, place) => !isSilent.test(row?.[place] ?? ''));
  if (loud.length === 0) return;
  logger.warn('PostgreSQL may write e-mail addresses and password hashes into its log', {
    settings: loud.map(({ name }) => name).join(', '),
    remedy:
      `as a superuser: ${loud.map(({ name, silent }) => `alter role … set ${name} = '${silent}'`).join('; ')} ` +
      '(docs/database-roles.md); where no superuser is to be had, keep that log as you keep the database',
  });
}
