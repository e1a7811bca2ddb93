import type { MikroORM } from '@mikro-orm/postgresql';
import { StartError } from '../lifecycle/start-error.js';
import { sqlState } from './sql-state.js';

/** The server says this of itself to us. */
interface ServerFacts {
  readonly schema: string | null;
  readonly datestyle: string;
  readonly conforming: string;
  readonly replica: boolean;
}

const QUESTION = `select current_schema() as schema, current_setting('datestyle') as datestyle,
  current_setting('standard_conforming_strings') as conforming, pg_is_in_recovery() as replica`;

export interface Expected {
  /** This is the schema that the address names. */
  readonly schema: string | undefined;
  /** This is the variable that holds the address. */
  readonly setting: string;
}

/**
 * Asks PostgreSQL, or the pooler in front, in one transaction what it is to us. Throws a {@link StartError} with the
 * remedy where requests could not work, and the driver's error where there is no answer.
 */
export async function examineDatabase(orm: MikroORM, { schema, setting }: Expected): Promise<void> {
  const connection = orm.em.getConnection();
  const [server] = await connection
    .transactional((context) => connection.execute<ServerFacts[]>(QUESTION, [], 'all', context))
    .catch(explain);
  if (server === undefined) return;
  if (server.replica) throw new StartError(`${setting} names a replica, which takes no writes: name the primary server`);
  if (schema !== undefined && server.schema !== schema) {
    throw new StartError(
      `The schema that ${setting} names is not there, or a pooler does not hand it on: create schema … authorization …, ` +
        'or take schema= away and say: alter role … set search_path = …',
    );
  }
  if (server.schema === null) {
    throw new StartError(
      `The search_path of the role in ${setting} names no schema that exists: create it, or name one by schema=`,
    );
  }
  if (!server.datestyle.startsWith('ISO') || server.conforming !== 'on') {
    throw new StartError(
      `A pooler in front of PostgreSQL does not hand on how we write dates (${setting}): say: ` +
        "alter role … set datestyle = 'ISO'; alter role … set standard_conforming_strings = on",
    );
  }
}

/**
 * PostgreSQL's classes for a refused role or password, and for a database that does not exist; no right to enter it;
 * a setting in `options` that it does not know, and one of a wrong value.
 */
const REFUSED = /^(28|3D|42501|42704|22023)/;

/** Poolers say these, all of it as a fault of protocol (08P01), when waiting does not mend it. */
const REFUSED_BY_POOLER =
  /no such (user|database)|authentication failed|does not exist|unsupported startup parameter|not allowed in statement pooling|password|not permitted|permission denied/i;

/** Returns true when PostgreSQL, or a pooler that hides the reason, has refused role or database. */
export function isRefusedByDatabase(error: unknown): boolean {
  const state = sqlState(error);
  return REFUSED.test(state) || (state === '08P01' && error instanceof Error && REFUSED_BY_POOLER.test(error.message));
}

/** The driver says this of a server that has TLS switched off; the error has no code. */
const NO_TLS = 'The server does not support SSL connections';

function explain(error: unknown): never {
  if (error instanceof Error && error.message === NO_TLS) {
    throw new StartError('PostgreSQL offers no TLS: switch it on there, or take sslmode and DATABASE_CA_FILE away');
  }
  throw error;
}
