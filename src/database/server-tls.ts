import type { ConnectionOptions } from 'node:tls';
import type { DatabaseAddress } from '../config/database-address.js';

/**
 * Returns how the driver speaks TLS to this server, or false where it does not. Certificates are always verified, by
 * the public authorities or by the one given. MikroORM reads no `sslmode`, so it is told here.
 */
export function serverTls(
  { tls, host }: Pick<DatabaseAddress, 'tls' | 'host'>,
  authority: string | undefined,
): ConnectionOptions | false {
  if (!(tls ?? authority !== undefined)) return false;
  return {
    ...(authority !== undefined && { ca: authority }),
    rejectUnauthorized: true,
    // The driver names no host for an IP address, and Node would accept a certificate for "localhost".
    host,
  };
}
