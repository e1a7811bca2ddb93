import { join } from 'node:path';
import { MikroORM, type EntityManager } from '@mikro-orm/core';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import { StartError } from '../lifecycle/start-error.js';
import type { CircuitBreakers } from '../outages/circuit-breakers.js';
import { hostOf, waitForService } from '../lifecycle/wait-for-service.js';
import { guardPool } from './guard-pool.js';
import { ormOptions, type Schema } from './orm-options.js';
import { requestEntityManager } from './request-entity-manager.js';
import { serverTls } from './server-tls.js';
import { sqlState } from './sql-state.js';

/** How long a query may wait for a connection, and then for its answer, in milliseconds: people are told of an outage within 2 s. */
const CONNECTION_TIMEOUT = 1_000;

export const QUERY_TIMEOUT = CONNECTION_TIMEOUT;

/** PostgreSQL's classes for a refused role or password, and for a database that does not exist. */
const HOPELESS = /^(28|3D)/;

type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'databaseCa' | 'dataDir'>;

export interface OpenOptions {
  /** Migrations wait for each other and rewrite tables: they may take their time. */
  readonly queryTimeout: number | undefined;
  /** The variable to look at when the server refuses us. */
  readonly setting: string;
  /** Where the breaker in front of a server is kept; none for work that a deployment waits for. */
  readonly breakers?: CircuitBreakers;
}

/** Opens PostgreSQL, or the embedded one in `DATA_DIR`. Waits 30 s for a server that is not up yet. */
export async function openDatabase(
  settings: DatabaseSettings,
  schema: Schema,
  logger: Logger,
  { queryTimeout, setting, breakers }: OpenOptions = { queryTimeout: QUERY_TIMEOUT, setting: 'DATABASE_URL' },
): Promise<MikroORM> {
  let opened: MikroORM | undefined;
  const root = (): EntityManager => {
    if (opened === undefined) throw new Error('the database is not open yet');
    return opened.em;
  };
  const shared = ormOptions(schema, () => requestEntityManager(root));
  const { databaseUrl } = settings;
  if (databaseUrl === undefined) {
    const { PgliteDriver } = await import('@mikro-orm/pglite');
    opened = await MikroORM.init({ ...shared, driver: PgliteDriver, dbName: join(settings.dataDir, 'postgres') });
    await opened.em.getConnection().execute('select 1');
    return opened;
  }
  const { PostgreSqlDriver } = await import('@mikro-orm/postgresql');
  const orm = await MikroORM.init({
    ...shared,
    driver: PostgreSqlDriver,
    clientUrl: databaseUrl,
    pool: { min: 0, max: 10, idleTimeoutMillis: 30_000 },
    driverOptions: {
      connectionTimeoutMillis: CONNECTION_TIMEOUT,
      ...(queryTimeout !== undefined && { query_timeout: queryTimeout }),
      keepAlive: true,
      ssl: serverTls(databaseUrl, settings.databaseCa),
    },
  });
  opened = orm;
  await waitForService(
    {
      name: `PostgreSQL at ${hostOf(databaseUrl)}`,
      setting,
      authoritySetting: 'DATABASE_CA_FILE',
      reach: async () => void (await orm.em.getConnection().execute('select 1').catch(explainMissingTls)),
      isHopeless: (error) => HOPELESS.test(sqlState(error)),
    },
    logger,
  );
  if (breakers) guardPool(await orm.em.getConnection().getNativeClient(), breakers);
  return orm;
}

/** The driver's words for a server that has TLS switched off; they carry no code. */
const NO_TLS = 'The server does not support SSL connections';

function explainMissingTls(error: unknown): never {
  if (!(error instanceof Error) || error.message !== NO_TLS) throw error;
  throw new StartError('PostgreSQL offers no TLS: switch it on there, or take sslmode and DATABASE_CA_FILE away');
}
