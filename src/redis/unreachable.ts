import { once } from 'node:events';
import { connect } from 'node:tls';
import type { Cluster, Redis } from 'ioredis';
import { isRefusedCertificate } from '../startup/refused-certificate.js';
import { type RedisAddress, redisAddress, type RedisHost, type RedisTarget } from './redis-address.js';

/** Milliseconds for a look at one certificate. */
const PATIENCE = 1_000;

/**
 * Why Redis does not answer. A command that fails says only that ioredis gave up; what its connection met is kept here.
 * Of Sentinels and Cluster nodes ioredis does not tell even that: their certificates are looked at once more.
 */
export class Unreachable {
  private readonly address: RedisAddress;
  private met: Error | undefined;

  constructor(client: Redis | Cluster, target: RedisTarget) {
    this.address = redisAddress(target);
    client.on('error', (error: Error) => (this.met = error));
  }

  /** The error behind the failure of a command; a refusal by Redis has its first word as `code`, such as `NOAUTH`. */
  async because(failure: unknown): Promise<unknown> {
    if (isRefusedCertificate(this.met)) return this.met;
    const { tls, hosts } = this.address;
    const looks = tls ? await Promise.all(hosts.map((host) => refusedAt({ ...tls, ...host }))) : [];
    return looks.find((error) => error !== undefined) ?? withCode(failure) ?? this.met ?? failure;
  }
}

async function refusedAt(host: RedisHost): Promise<unknown> {
  const socket = connect(host);
  socket.setTimeout(PATIENCE, () => socket.destroy());
  try {
    await Promise.race([once(socket, 'secureConnect'), once(socket, 'close')]);
    return undefined;
  } catch (error) {
    return isRefusedCertificate(error) ? error : undefined;
  } finally {
    socket.destroy();
  }
}

/** Redis begins a refusal with a word in capitals. */
function withCode(failure: unknown): unknown {
  if (!(failure instanceof Error) || failure.name !== 'ReplyError') return undefined;
  return Object.assign(failure, { code: /^[A-Z]+/.exec(failure.message)?.[0] });
}
