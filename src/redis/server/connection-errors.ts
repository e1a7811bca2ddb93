import { type Cluster, Redis, ReplyError } from 'ioredis';
import { isRefusedCertificate } from '../../lifecycle/refused-certificate.js';
import type { RedisHost } from '../../config/redis-address.js';
import { redisAddress, type RedisServerAddress, type RedisTarget } from './redis-address.js';

/** Redis' words for no or a wrong password, and for a command or key that this user may not use. */
const REFUSALS = ['NOAUTH', 'WRONGPASS', 'NOPERM'];

/** Milliseconds for a question to one node. */
const PATIENCE = 1_000;

/** True when Redis has refused us, which waiting does not mend. */
export function isRefusal(error: unknown): boolean {
  return isRefusedCertificate(error) || (error instanceof Error && 'code' in error && REFUSALS.includes(String(error.code)));
}

/**
 * Why Redis does not answer. A failed command says only that ioredis gave up; what its connection met is kept here.
 * Of Sentinels and Cluster nodes ioredis does not tell even that: each is asked once more, alone.
 */
export class ConnectionErrors {
  private readonly address: RedisServerAddress;
  private met: unknown;

  constructor(client: Redis | Cluster, target: RedisTarget) {
    this.address = redisAddress(target);
    client.on('error', (error) => (this.met = error));
  }

  /** The error behind the failure of a command; a refusal by Redis has its first word as `code`, such as `NOAUTH`. */
  async because(failure: unknown): Promise<unknown> {
    const { kind, hosts } = this.address;
    const alone = kind === 'plain' ? [] : await Promise.all(hosts.map((host) => askAlone(this.address, host)));
    const reasons = [failure, this.met, ...alone].filter((reason) => reason instanceof Error).map(withCode);
    return reasons.find(isRefusal) ?? reasons.findLast((reason) => 'code' in reason) ?? failure;
  }
}

/** What one Sentinel, or one node of a Cluster, has against us; undefined when it answers. */
async function askAlone({ kind, tls, sentinels, ...own }: RedisServerAddress, host: RedisHost): Promise<unknown> {
  const { user, password } = kind === 'cluster' ? own : sentinels;
  const credentials = password === '' ? {} : { username: user || 'default', password };
  const times = { connectTimeout: PATIENCE, commandTimeout: PATIENCE, maxRetriesPerRequest: 0, retryStrategy: null };
  const node = new Redis({ ...host, ...times, ...credentials, ...(tls && { tls }), lazyConnect: true, enableReadyCheck: false });
  let met: unknown;
  node.on('error', (error) => (met = error));
  try {
    await (kind === 'cluster' ? Promise.all([node.cluster('INFO'), node.cluster('SLOTS')]) : node.ping());
    return undefined;
  } catch (error) {
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
