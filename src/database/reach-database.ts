import type { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseAddress, databasePlace } from '../config/database-address.js';
import { StartError } from '../lifecycle/start-error.js';
import { nobodyListens, refuseOtherServer } from '../lifecycle/who-listens.js';
import { examineDatabase } from './examine-database.js';
import { sqlState } from './sql-state.js';

/** PostgreSQL's codes have five characters, one of them a digit; Node's have none. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/**
 * Resolves when PostgreSQL has answered and is what `setting` says. Throws a StartError where it is not, or where another
 * kind of server listens there, and the driver's error otherwise.
 */
export async function reachDatabase(orm: MikroORM, address: DatabaseAddress, setting: string): Promise<void> {
  try {
    await examineDatabase(orm, { schema: address.schema, setting });
  } catch (error) {
    if (error instanceof StartError || SQL_STATE.test(sqlState(error)) || nobodyListens(error)) throw error;
    const { host, port } = address;
    const place = host.startsWith('/') ? { path: databasePlace(address) } : { host, port };
    throw (await refuseOtherServer(place, { kind: 'PostgreSQL', setting })) ?? error;
  }
}
