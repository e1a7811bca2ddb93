import type { ConnectionOptions } from 'node:tls';

export interface RedisHost {
  readonly host: string;
  readonly port: number;
}

export interface RedisTarget {
  readonly url: string;
  /** A certificate authority of one's own, as PEM. */
  readonly ca: string | undefined;
}

/** The parts of `rediss+sentinel://user:password@h1,h2:26380/name` and its kind. */
export interface RedisAddress {
  /** Undefined: no TLS. */
  readonly tls: ConnectionOptions | undefined;
  readonly kind: string;
  readonly user: string;
  readonly password: string;
  readonly hosts: readonly RedisHost[];
  /** The number of the database, or the name of the Sentinels' group. */
  readonly path: string;
}

/** Takes an address apart. Certificates are verified, by the public authorities or by the one given. */
export function redisAddress({ url, ca }: RedisTarget): RedisAddress {
  const [, scheme = 'redis', kind = '', credentials = '', list = '', path = ''] =
    /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/]*)@)?([^/?]*)\/?([^?]*)/.exec(url) ?? [];
  const [user = '', password = ''] = credentials.split(':').map(decodeURIComponent);
  const standardPort = kind === 'sentinel' ? 26_379 : 6_379;
  const hosts = list.split(',').map((entry): RedisHost => {
    const { hostname, port } = new URL(`http://${entry || 'localhost'}`);
    return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (entry.endsWith(':80') ? 80 : standardPort)) };
  });
  const tls = ca === undefined ? {} : { ca };
  return { tls: scheme === 'rediss' ? tls : undefined, kind, user, password, hosts, path };
}
