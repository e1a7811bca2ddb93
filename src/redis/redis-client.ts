import { Cluster, Redis } from 'ioredis';

/** A command that takes longer than this is an outage: people are told within 2 s, nobody hangs. */
const COMMAND_TIMEOUT = 500;

/** Reconnection is tried at least twice a second, so that recovery takes less than 2 s. */
const RECONNECT_AT_MOST_EVERY = 500;

export interface RedisAddress {
  readonly url: string;
  /** A certificate authority of one's own, as PEM. */
  readonly ca: string | undefined;
}

/**
 * A client for `redis://`, `rediss://`, `redis+sentinel://h1,h2,h3/name` and `redis+cluster://h1,h2,h3`.
 * Commands of the same tick share a round trip. Certificates are verified.
 */
export function redisClient({ url, ca }: RedisAddress): Redis | Cluster {
  const { scheme, kind, user, password, hosts, path } = parse(url);
  const shared = {
    ...COMMANDS,
    ...(user && { username: user }),
    ...(password && { password }),
    ...(scheme === 'rediss' && { tls: ca === undefined ? {} : { ca } }),
  };
  const client = connect(kind, hosts, path, shared);
  // Without a listener ioredis prints every failed attempt; commands fail on their own and are logged there.
  client.on('error', () => undefined);
  return client;
}

const reconnect = (attempt: number): number => Math.min(attempt * 50, RECONNECT_AT_MOST_EVERY);

const COMMANDS = { maxRetriesPerRequest: 1, commandTimeout: COMMAND_TIMEOUT, connectTimeout: 1_000 };
const CONNECTION = { enableAutoPipelining: true, lazyConnect: true };

function connect(kind: string, hosts: Host[], path: string, shared: typeof COMMANDS): Redis | Cluster {
  if (kind === 'cluster') {
    const times = { clusterRetryStrategy: reconnect, retryDelayOnFailover: 100, slotsRefreshTimeout: 1_000 };
    return new Cluster(hosts, { ...CONNECTION, ...times, redisOptions: shared });
  }
  const options = { ...CONNECTION, ...shared, retryStrategy: reconnect };
  if (kind === 'sentinel') return new Redis({ ...options, sentinels: hosts, name: path || 'mymaster' });
  return new Redis({ ...options, ...hosts[0], db: Number(path || 0) });
}

interface Host {
  readonly host: string;
  readonly port: number;
}

function parse(text: string) {
  const [, scheme = 'redis', kind = '', credentials = '', list = '', path = ''] =
    /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?]*)\/?([^?]*)/.exec(text) ?? [];
  const [user = '', password = ''] = credentials.split(':').map(decodeURIComponent);
  const standardPort = kind === 'sentinel' ? 26_379 : 6_379;
  const hosts = list.split(',').map((entry): Host => {
    const url = new URL(`http://${entry || 'localhost'}`);
    return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (entry.endsWith(':80') ? 80 : standardPort)) };
  });
  return { scheme, kind, user, password, hosts, path };
}
