import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allFeatures } from '../../src/all-features.js';
import { warnOfLoggedValues } from '../../src/database/logged-values.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { Logger } from '../../src/log/logger.js';
import { documented } from '../support/observing.js';
import { Closers, onServers } from '../support/product.js';
import { eventually, PostgresServer } from '../support/servers/index.js';

describe.runIf(onServers)('a start on a PostgreSQL that may write values of people into its log', () => {
  const closers = new Closers();
  let server: PostgresServer;

  beforeAll(async () => {
    server = await closers.add(PostgresServer.start(), (it) => it.stop());
    await server.query('create role gatehouse_app login; create role loud login; create role slow login');
    const told = documented('docs/database-roles.md', 'sql').join('\n').split('\n');
    for (const line of told.filter((text) => text.startsWith('alter role'))) await server.query(line);
    await server.query(`alter role slow set log_min_error_statement = 'fatal'`);
    await server.query(`alter role slow set log_error_verbosity = 'terse'`);
    await server.query(`alter role slow set log_statement = 'mod'`);
    await server.query(`alter role slow set log_min_duration_statement = '250ms'`);
  });

  afterAll(() => closers.closeAll());

  /** What is warned of for this role, and the remedy. */
  async function warnings(role: string): Promise<unknown[]> {
    const seen: unknown[] = [];
    const logger = { warn: (msg: string, fields: object) => void seen.push({ msg, ...fields }) } as Partial<Logger> as Logger;
    const settings = { databaseUrl: server.url(role), databaseCa: undefined, databasePool: 1, dataDir: '/nowhere' };
    const orm = await openDatabase(settings, await allFeatures(), logger);
    await warnOfLoggedValues(orm, logger);
    await orm.close(true);
    return seen;
  }

  /** What the log says when this role inserts the same address twice. */
  async function loggedBy(role: string): Promise<string> {
    const before = server.log.length;
    const insert = `insert into people values ('ada-${role}@example.org')`;
    await server.query(insert, server.url(role));
    await expect(server.query(insert, server.url(role))).rejects.toMatchObject({ code: '23505' });
    await eventually('it is in the log', () => server.log.slice(before).includes('duplicate key value'));
    return server.log.slice(before);
  }

  it('is right: a row that a constraint refuses is in the log, and not in that of the role of docs/database-roles.md', async () => {
    await server.query('create table people (email text primary key); grant all on people to loud, gatehouse_app');
    expect(await loggedBy('loud')).toContain('ada-loud@example.org');
    expect(await loggedBy('gatehouse_app')).not.toContain('ada-gatehouse_app@example.org');
  });

  it('says so of a role at its defaults, with the statements that end it', async () => {
    expect(await warnings('loud')).toEqual([
      {
        msg: 'PostgreSQL may write e-mail addresses and password hashes into its log',
        settings: 'log_min_error_statement, log_error_verbosity',
        remedy: expect.stringContaining(`alter role … set log_min_error_statement = 'panic'; alter role … set log_error_verbosity = 'terse'`), // prettier-ignore
      },
    ]);
  });

  it('says so of statements that are logged for being writes, or slow', async () => {
    expect(await warnings('slow')).toMatchObject([{ settings: 'log_statement, log_min_duration_statement' }]);
  });

  it('is silent for the role of docs/database-roles.md', async () => {
    expect(await warnings('gatehouse_app')).toEqual([]);
  });
});
