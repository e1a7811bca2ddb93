import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisCredentials } from '../../config/redis-address.js';
import { redisAddress, type RedisServerAddress, type RedisTarget } from './redis-address.js';

/** A command that takes longer than so many milliseconds is an outage: people are told within 2 s, nobody hangs. */
const COMMAND_TIMEOUT = 500;

/** Reconnection is tried at least once in so many milliseconds, so that recovery takes less than 2 s. */
const RECONNECT_AT_MOST_EVERY = 500;

const reconnect = (attempt: number): number => Math.min(attempt * 50, RECONNECT_AT_MOST_EVERY);

const COMMANDS = {
  maxRetriesPerRequest: 1,
  commandTimeout: COMMAND_TIMEOUT,
  connectTimeout: 1_000,
  // A silent connection is given up, because a network that swallows packets closes none for a quarter of an hour.
  // Its limit is longer than that of its commands, so that a busy moment of this process costs some of those and no
  // connection.
  socketTimeout: 2 * COMMAND_TIMEOUT,
  disconnectTimeout: 100,
};
const CONNECTION = { enableAutoPipelining: true, lazyConnect: true };

/**
 * Makes a client for `redis://`, `redis+sentinel://h1,h2,h3/name`, `redis+cluster://h1,h2,h3`, and with TLS `rediss`:
 * then every connection speaks it, those to Sentinels and to all nodes of a Cluster too. Commands of the same tick
 * share a round trip.
 */
export function redisClient(target: RedisTarget): Redis | Cluster {
  const client = connect(redisAddress(target));
  // Without a listener ioredis prints every failed attempt; commands fail on their own and are logged there.
  client.on('error', () => undefined);
  return client;
}

function connect({ tls, kind, hosts, socket, database, group, sentinels, ...own }: RedisServerAddress): Redis | Cluster {
  const shared = { ...COMMANDS, ...credentials(own), ...(tls && { tls }) } satisfies RedisOptions;
  if (kind === 'cluster') {
    const times = {
      clusterRetryStrategy: reconnect,
      // Five attempts at 100 ms mean that no command outlives its time-out by much while a master is being replaced.
      retryDelayOnFailover: 100,
      maxRedirections: 5,
      slotsRefreshTimeout: 1_000,
      enableOfflineQueue: false,
    };
    return new Cluster([...hosts], { ...CONNECTION, ...times, ...(tls && { dnsLookup: keepName }), redisOptions: shared });
  }
  // A master that has become a replica says READONLY, and the client then asks again who the master is.
  const reconnectOnError = ({ message }: Error) => message.startsWith('READONLY');
  // Sessions are read together already (session-batch.ts).
  const alone = { autoPipeliningIgnoredCommands: ['mget'] };
  const options = { ...CONNECTION, ...alone, ...shared, retryStrategy: reconnect, reconnectOnError };
  if (kind !== 'sentinel')
    return new Redis({ ...options, ...(socket === undefined ? hosts[0] : { path: socket }), db: database });
  // `tls` alone would leave both in the clear: the Sentinels, and the master that they name.
  const sentinelTls = tls && { sentinelTLS: tls, enableTLSForSentinelMode: true };
  const asked = {
    ...(sentinels.user && { sentinelUsername: sentinels.user }),
    ...(sentinels.password && { sentinelPassword: sentinels.password }),
  };
  const master = { sentinels: [...hosts], name: group, db: database, sentinelCommandTimeout: COMMAND_TIMEOUT };
  return new Redis({ ...options, ...sentinelTls, ...asked, ...master });
}

function credentials({ user, password }: RedisCredentials) {
  return { ...(user && { username: user }), ...(password && { password }) };
}

/** ioredis looks a Cluster's names up itself, but a certificate is made out to the name. */
function keepName(host: string, done: (error: null, host: string) => void): void {
  done(null, host);
}
