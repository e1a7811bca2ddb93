import { type AddressHost, type AddressParts, addressParts } from './address-parts.js';
import { decoded } from './percent-encoding.js';
import { refuseUnread } from './unread-parameters.js';

const SCHEMES = [
  'redis',
  'rediss',
  'redis+sentinel',
  'rediss+sentinel',
  'redis+cluster',
  'rediss+cluster',
  'unix',
  'redis+unix',
  'redis+socket',
  'redis-socket',
];

/** Platforms that offer Valkey name it in the scheme; it speaks the same. */
const VALKEY = /^valkey(s?)(?=\+|:)/i;

const EXAMPLE = 'redis://:password@host:6379/0';

export interface RedisCredentials {
  /** This is empty for the default user. */
  readonly user: string;
  /** This is empty for no password. */
  readonly password: string;
}

export interface RedisHost {
  readonly host: string;
  readonly port: number;
}

/** This is a Redis server, the Sentinels of a group, or nodes of a Cluster, as an address names them. */
export interface RedisAddress extends RedisCredentials {
  readonly kind: 'plain' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  /** This is empty only for a Unix socket. */
  readonly hosts: readonly RedisHost[];
  /** This is the path of a Unix socket. */
  readonly socket: string | undefined;
  readonly database: number;
  /** This is the name of the Sentinels' group. */
  readonly group: string;
  /** These are for the Sentinels, which have users of their own. */
  readonly sentinels: RedisCredentials;
}

/**
 * Reads an address of Redis, whatever platforms and drivers write. Throws a message that completes the sentence
 * "<VARIABLE> ...": one line with fault and remedy, and nothing of the text.
 */
export function readRedisAddress(text: string): RedisAddress {
  const parts = addressParts(text.replace(VALKEY, 'redis$1'), SCHEMES, EXAMPLE);
  const kind = (['sentinel', 'cluster'] as const).find((name) => parts.scheme.endsWith(`+${name}`)) ?? 'plain';
  refuseUnread(parts.parameters, kind === 'sentinel' ? ['db', 'sentinelUsername', 'sentinelPassword'] : ['db']);
  const socket = kind === 'plain' ? socketOf(parts) : undefined;
  const path = socket === undefined ? decoded(parts.path) : socket.rest;
  const [group, inPath] = kind === 'sentinel' ? groupOf(path) : ['', path];
  const database = databaseOf(inPath, parts.parameters.get('db'));
  if (kind === 'cluster' && database !== 0) throw new Error('names a database, and a Cluster has no other than 0: take it away');
  if (kind === 'plain' && parts.hosts.length > 1) {
    throw new Error('names several hosts: write redis+sentinel://h1,h2,h3/name or redis+cluster://h1,h2,h3');
  }
  return {
    kind,
    tls: parts.scheme.startsWith('rediss'),
    hosts: socket === undefined ? hostsOf(parts.hosts, kind === 'sentinel' ? 26_379 : 6_379) : [],
    socket: socket?.path,
    database,
    group,
    ...credentialsOf(parts.user, parts.password),
    sentinels: credentialsOf(parts.parameters.get('sentinelUsername'), parts.parameters.get('sentinelPassword')),
  };
}

/** Returns where an address leads, for messages, without user and password. */
export function redisPlace({ socket, hosts }: Pick<RedisAddress, 'socket' | 'hosts'>): string {
  return socket ?? hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
}

/** Reads `unix:///run/redis.sock`, `redis:///run/redis.sock`, and `redis://%2Frun%2Fredis.sock/0` with a database after it. */
function socketOf({ scheme, hosts, path }: AddressParts): { path: string; rest: string } | undefined {
  const [named] = hosts;
  const ofSocket = /unix|socket/.test(scheme);
  if (named?.host.startsWith('/') === true) return refuseTls(scheme, { path: named.host, rest: decoded(path) });
  if (ofSocket && (named !== undefined || path === ''))
    throw new Error('must name a Unix socket by its whole path: unix:///run/redis/redis.sock');
  if (ofSocket || (named === undefined && /[^\d]/.test(path))) return refuseTls(scheme, { path: `/${decoded(path)}`, rest: '' });
  return undefined;
}

function refuseTls<T>(scheme: string, socket: T): T {
  if (scheme === 'rediss') throw new Error('asks for TLS over a Unix socket, which speaks none: begin with redis:// or unix://');
  return socket;
}

function hostsOf(hosts: readonly AddressHost[], standard: number): RedisHost[] {
  if (hosts.some(({ host }) => host.startsWith('/')))
    throw new Error('must name hosts, not Unix sockets, of Sentinels and Clusters');
  const named = hosts.length === 0 ? [{ host: 'localhost', port: undefined }] : hosts;
  return named.map(({ host, port }) => ({ host, port: port ?? standard }));
}

/** Reads `name`, or `name/2` with a database. */
function groupOf(path: string): [string, string] {
  const [name = '', ...database] = path.split('/');
  return [name || 'mymaster', database.join('/')];
}

function databaseOf(inPath: string, inQuery: string | undefined): number {
  if (inPath !== '' && inQuery !== undefined && inPath !== inQuery)
    throw new Error('names a database twice, by its path and by db=: keep one of them');
  const text = inQuery ?? inPath;
  if (text === '' && inQuery === undefined) return 0;
  if (!/^\d{1,5}$/.test(text)) {
    throw new Error(`must end in the number of a database, such as ${EXAMPLE} (write %2F for a / in a password)`);
  }
  return Number(text);
}

/** Redis takes no user without a password, so one word alone is refused: nobody shall believe that it was either. */
function credentialsOf(user = '', password = ''): RedisCredentials {
  if (user !== '' && user !== 'default' && password === '') {
    throw new Error('names a user without a password: write redis://user:password@host, or redis://:password@host');
  }
  return { user, password };
}
