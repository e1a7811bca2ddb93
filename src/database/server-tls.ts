import type { ConnectionOptions } from 'node:tls';
import type { DatabaseAddress } from '../config/database-address.js';

/**
 * How the driver speaks TLS to this server, or false where it does not. Certificates are verified, always: by the
 * public authorities, or by the one given. MikroORM reads no `sslmode`, so that it is told here.
 */
export function serverTls(
  { tls, host }: Pick<DatabaseAddress, 'tls' | 'host'>,
  authority: string | undefined,
): ConnectionOptions | false {
  if (!(tls ?? authority !== undefined)) return false;
  return {
    ...(authority !== undefined && { ca: authority }),
    rejectUnauthorized: true,
    // For an IP address the driver names no host, and Node would accept a certificate for "localhost".
    host,
  };
}
