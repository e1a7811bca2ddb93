import { type Cluster, Redis, ReplyError } from 'ioredis';
import { isRefusedCertificate } from '../../lifecycle/refused-certificate.js';
import type { RedisHost } from '../../config/redis-address.js';
import { StartError } from '../../lifecycle/start-error.js';
import { nobodyListens, refuseOtherServer } from '../../lifecycle/who-listens.js';
import { tlsMismatch } from './tls-mismatch.js';
import { redisAddress, type RedisServerAddress, type RedisTarget } from './redis-address.js';

/** Redis says these words for no or a wrong password, and for a command or key that this user may not use. */
const REFUSALS = ['NOAUTH', 'WRONGPASS', 'NOPERM'];

/** One node has so many milliseconds to answer a question. */
const PATIENCE = 1_000;

/** Returns true when Redis has refused us, which waiting does not mend. */
export function isRefusal(error: unknown): boolean {
  return isRefusedCertificate(error) || (error instanceof Error && 'code' in error && REFUSALS.includes(String(error.code)));
}

/**
 * Explains why Redis does not answer. A failed command says only that ioredis gave up, so the errors of its
 * connections are kept here. ioredis does not even tell those of Sentinels and Cluster nodes: each is asked once
 * more, alone.
 */
export class ConnectionErrors {
  private readonly address: RedisServerAddress;
  private met: unknown;

  constructor(client: Redis | Cluster, target: RedisTarget) {
    this.address = redisAddress(target);
    client.on('error', (error) => (this.met = error));
  }

  /** Returns the error behind the failure of a command; a refusal by Redis has its first word as `code`, such as `NOAUTH`. */
  async because(failure: unknown): Promise<unknown> {
    if (failure instanceof StartError) return failure;
    const { kind, hosts, tls } = this.address;
    const alone = kind === 'plain' ? [] : await Promise.all(hosts.map((host) => askAlone(this.address, host)));
    const explained = alone.find((reason) => reason instanceof StartError);
    // One node that answers without complaint is enough.
    if (explained !== undefined && alone.every((reason) => reason !== undefined)) return explained;
    const [first] = hosts;
    if (first !== undefined && !answered([failure, this.met, ...alone])) {
      const wrong =
        (await refuseOtherServer(first, { kind: 'Redis', setting: 'REDIS_URL', tls })) ??
        (await tlsMismatch(first, tls !== undefined));
      if (wrong !== undefined) return wrong;
    }
    const reasons = [failure, this.met, ...alone].filter((reason) => reason instanceof Error).map(withCode);
    return reasons.find(isRefusal) ?? reasons.findLast((reason) => 'code' in reason) ?? failure;
  }
}

const UNKNOWN_GROUP =
  'REDIS_URL ends in the name of a group that its Sentinels do not know: write redis+sentinel://hosts/name-of-the-group';

const NO_CLUSTER = 'REDIS_URL names a server that is no Cluster: begin it with redis:// (with TLS rediss://)';

const NO_SENTINEL =
  'REDIS_URL names a server that is no Sentinel: begin it with redis:// (with TLS rediss://), or name the port of a Sentinel';

/** Tells whether anybody there has spoken Redis to us, or shown that nobody listens. */
function answered(reasons: readonly unknown[]): boolean {
  return reasons.some((reason) => reason instanceof ReplyError || isRefusedCertificate(reason) || nobodyListens(reason));
}

/** Returns the refusal of one Sentinel, or one node of a Cluster; undefined when it answers. */
async function askAlone({ kind, tls, group, sentinels, ...own }: RedisServerAddress, host: RedisHost): Promise<unknown> {
  const { user, password } = kind === 'cluster' ? own : sentinels;
  const credentials = password === '' ? {} : { username: user || 'default', password };
  const times = { connectTimeout: PATIENCE, commandTimeout: PATIENCE, maxRetriesPerRequest: 0, retryStrategy: null };
  const node = new Redis({ ...host, ...times, ...credentials, ...(tls && { tls }), lazyConnect: true, enableReadyCheck: false });
  let met: unknown;
  node.on('error', (error) => (met = error));
  try {
    if (kind === 'cluster') await Promise.all([node.cluster('INFO'), node.cluster('SLOTS')]);
    else if ((await node.call('SENTINEL', 'get-master-addr-by-name', group)) === null) return new StartError(UNKNOWN_GROUP);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (text.includes('cluster support disabled')) return new StartError(NO_CLUSTER);
    if (/unknown command/i.test(text) && kind === 'sentinel') return new StartError(NO_SENTINEL);
    return met ?? error;
  } finally {
    node.disconnect();
  }
}

/** Redis begins a refusal with a word in capitals. */
function withCode(error: Error): Error {
  const [word] = error instanceof ReplyError ? (/^[A-Z]+/.exec(error.message) ?? []) : [];
  return word === undefined ? error : Object.assign(error, { code: word });
}
