import { MikroORM, type EntityManager } from '@mikro-orm/core';
import type { Settings } from '../config/settings.js';
import type { Logger } from '../log/logger.js';
import type { CircuitBreakers } from '../outages/circuit-breakers.js';
import { databasePlace, readDatabaseAddress } from '../config/database-address.js';
import { waitForService } from '../lifecycle/wait-for-service.js';
import { connectionOptions, QUERY_TIMEOUT, serverOf } from './connection-options.js';
import { isRefusedByDatabase } from './examine-database.js';
import { guardPool } from './guard-pool.js';
import { ormOptions, type Schema } from './orm-options.js';
import { reachDatabase } from './reach-database.js';
import { requestEntityManager } from './request-entity-manager.js';
import { settleSessions } from './settled-sessions.js';

type DatabaseSettings = Pick<Settings, 'databaseUrl' | 'databaseCa' | 'databasePool' | 'dataDir'>;

export interface OpenOptions {
  /** This is undefined for migrations, which wait for each other and rewrite tables, so they may take their time. */
  readonly queryTimeout: number | undefined;
  /** This is undefined for as many as DATABASE_POOL says. */
  readonly connections?: number;
  /** This is the variable to look at when the server refuses us. */
  readonly setting: string;
  /** The breaker in front of a server is kept here; work that a deployment waits for has none. */
  readonly breakers?: CircuitBreakers;
}

/** Opens PostgreSQL, or the embedded one in `DATA_DIR`. It waits 30 s for a server that is not up yet. */
export async function openDatabase(
  settings: DatabaseSettings,
  schema: Schema,
  logger: Logger,
  { queryTimeout, connections, setting, breakers }: OpenOptions = { queryTimeout: QUERY_TIMEOUT, setting: 'DATABASE_URL' },
): Promise<MikroORM> {
  let opened: MikroORM | undefined;
  const root = (): EntityManager => {
    if (opened === undefined) throw new Error('the database is not open yet');
    return opened.em;
  };
  const shared = ormOptions(schema, () => requestEntityManager(root));
  const { databaseUrl } = settings;
  if (databaseUrl === undefined) {
    const { openEmbedded } = await import('./embedded/open-embedded.js');
    opened = await openEmbedded(settings.dataDir, shared, logger);
    return opened;
  }
  const { PostgreSqlDriver } = await import('@mikro-orm/postgresql');
  const address = readDatabaseAddress(databaseUrl);
  const driverOptions = connectionOptions(address, { queryTimeout, authority: settings.databaseCa });
  const orm = await MikroORM.init({
    ...shared,
    driver: PostgreSqlDriver,
    ...serverOf(address),
    pool: { min: 0, max: connections ?? settings.databasePool, idleTimeoutMillis: 30_000 },
    driverOptions: { ...driverOptions, onPoolCreated: settleSessions },
  });
  opened = orm;
  try {
    await waitForService(
      {
        name: `PostgreSQL at ${databasePlace(address)}`,
        setting,
        authoritySetting: 'DATABASE_CA_FILE',
        reach: () => reachDatabase(orm, address, setting),
        isHopeless: isRefusedByDatabase,
      },
      logger,
    );
  } catch (error) {
    await orm.close(true);
    throw error;
  }
  if (breakers) guardPool(await orm.em.getConnection().getNativeClient(), breakers);
  return orm;
}
