import { type AddressParts, addressParts, portOf } from './address-parts.js';
import { decoded } from './percent-encoding.js';
import { timeOf, tlsOf } from './database-parameters.js';
import { refuseUnread } from './unread-parameters.js';

const EXAMPLE = 'postgresql://user:password@host:5432/database';

const READ =
  'host port user password sslmode channel_binding schema options client_encoding application_name connect_timeout statement_timeout lock_timeout idle_in_transaction_session_timeout'.split(
    ' ',
  );

/** This is a PostgreSQL server as its address names it. Times are milliseconds. */
export interface DatabaseAddress {
  /** This is a name, an IP address without brackets, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** This is undefined for the user that this process runs as, as in libpq. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string;
  /** This says whether TLS is asked for; undefined when the address does not say. */
  readonly tls: boolean | undefined;
  readonly channelBinding: boolean;
  /** All tables are in this schema; undefined where the server's `search_path` decides. */
  readonly schema: string | undefined;
  /** These are options of the server's command line, such as `-c search_path=app`. */
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
  readonly connectTimeout: number | undefined;
  readonly statementTimeout: number | undefined;
  readonly lockTimeout: number | undefined;
  readonly idleInTransactionTimeout: number | undefined;
}

/**
 * Reads an address of PostgreSQL, whatever platforms and drivers write. Throws a message that completes the sentence
 * "<VARIABLE> ...": one line with fault and remedy, and nothing of the text.
 */
export function readDatabaseAddress(text: string): DatabaseAddress {
  const parts = addressParts(text, ['postgresql', 'postgres'], EXAMPLE);
  const { parameters } = parts;
  refuseUnread(parameters, READ);
  const { host, port } = placeOf(parts);
  const schema = parameters.get('schema');
  if (schema === '') throw new Error('has an empty schema: name one, or take schema= away');
  if (!['utf8', 'utf-8', 'unicode'].includes((parameters.get('client_encoding') ?? 'utf8').toLowerCase())) {
    throw new Error('must say client_encoding=utf8 or nothing of it: this product speaks UTF-8');
  }
  return {
    host,
    port,
    user: (parts.user ?? parameters.get('user')) || undefined,
    password: passwordOf(parts),
    database: databaseOf(parts.path),
    tls: tlsOf(parameters.get('sslmode'), host),
    channelBinding: parameters.get('channel_binding') === 'require',
    schema,
    options: parameters.get('options') || undefined,
    applicationName: parameters.get('application_name') || undefined,
    connectTimeout: timeOf(parameters, 'connect_timeout', 1_000),
    statementTimeout: timeOf(parameters, 'statement_timeout'),
    lockTimeout: timeOf(parameters, 'lock_timeout'),
    idleInTransactionTimeout: timeOf(parameters, 'idle_in_transaction_session_timeout'),
  };
}

/** Returns where an address leads, for messages, without user and password. */
export function databasePlace({ host, port }: Pick<DatabaseAddress, 'host' | 'port'>): string {
  return host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function placeOf({ hosts, parameters }: AddressParts): { host: string; port: number } {
  const given = parameters.get('host');
  if (hosts.length > 1 || given?.includes(',') === true) throw new Error(`must name one host: ${EXAMPLE}`);
  const [named] = hosts;
  if (named !== undefined && given !== undefined && given !== '') {
    if (given.startsWith('/') && named.host === 'localhost') return { host: given, port: portIn(parameters, named.port) };
    throw new Error('names a host before the path and another one in host=: keep one of them');
  }
  const host = given || named?.host;
  if (host !== undefined && !host.startsWith('/') && URL.parse(`http://${host.includes(':') ? `[${host}]` : host}/`) === null) {
    throw new Error('must name a host, or the folder of a Unix socket, in host=');
  }
  return { host: host ?? SOCKET_FOLDER, port: portIn(parameters, named?.port) };
}

/** Debian, Red Hat and their kin keep the server's socket here, which is libpq's own default there. */
const SOCKET_FOLDER = '/var/run/postgresql';

function portIn(parameters: AddressParts['parameters'], beforePath: number | undefined): number {
  const given = parameters.get('port');
  if (given !== undefined && beforePath !== undefined) throw new Error('names a port twice: keep one of them');
  return given === undefined ? (beforePath ?? 5_432) : portOf(given);
}

function passwordOf({ password, parameters }: AddressParts): string | undefined {
  const given = parameters.get('password');
  if (given?.includes(' ') === true)
    throw new Error('has a + or a blank in password=: write %2B for a +, or the password before the host');
  if (given !== undefined && password !== undefined) throw new Error('names a password twice: keep one of them');
  return (password ?? given) || undefined;
}

function databaseOf(path: string): string {
  if (path === '') throw new Error(`names no database: ${EXAMPLE}`);
  if (path.includes('/')) {
    throw new Error('must end in the name of one database: write %2F for a / in a password or name, or take the last / away');
  }
  return decoded(path);
}
