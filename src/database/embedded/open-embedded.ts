import { MikroORM } from '@mikro-orm/core';
import { PgliteDriver } from '@mikro-orm/pglite';
import type { Logger } from '../../log/logger.js';
import type { ormOptions } from '../orm-options.js';
import { compiledPostgres } from './compiled-postgres.js';
import { EarlyDatabase } from './early-database.js';
import { embeddedDatabase, layOutCluster } from './embedded-cluster.js';
import type { PostgresThread } from './postgres-thread.js';

type Shared = ReturnType<typeof ormOptions>;
type PgliteOptions = Shared & { readonly dbName: string; readonly driverOptions: () => object };

/**
 * Opens the embedded PostgreSQL of this DATA_DIR, whose lock the caller holds: the one that was begun early, or one in
 * this thread.
 */
export async function openEmbedded(dataDir: string, shared: Shared, logger: Logger): Promise<MikroORM> {
  const { dbName, driverOptions } = embeddedDatabase(dataDir);
  const early = EarlyDatabase.take(dbName);
  if (early !== undefined) return openThread(early, { ...shared, dbName, driverOptions: () => ({ pglite: () => early }) });
  await layOutCluster(dbName, logger);
  const pgliteWasmModule = await compiledPostgres();
  // MikroORM copies an object deeply, and a compiled module has no copy.
  return open({ ...shared, dbName, driverOptions: () => ({ ...driverOptions, pgliteWasmModule }) });
}

async function openThread(postgres: PostgresThread, options: PgliteOptions): Promise<MikroORM> {
  const orm = await open(options);
  const close = orm.close.bind(orm);
  // MikroORM leaves open what it was given.
  orm.close = async (force) => {
    await close(force);
    await postgres.close();
  };
  return orm;
}

async function open(options: PgliteOptions): Promise<MikroORM> {
  const orm = await MikroORM.init({ ...options, driver: PgliteDriver });
  await orm.em.getConnection().execute('select 1');
  return orm;
}
