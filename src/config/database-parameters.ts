/** Of libpq's names, `require` and `verify-ca` mean the same as `verify-full` here: no certificate is trusted unverified. */
const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/** PostgreSQL accepts no longer time, in milliseconds. */
const LONGEST = 2_147_483_647;

/**
 * Tells whether `sslmode` asks for TLS; undefined when it is not given. Throws for a mode that verifies nothing, and
 * over a Unix socket.
 */
export function tlsOf(mode: string | undefined, host: string): boolean | undefined {
  if (mode !== undefined && !SSL_MODES.includes(mode)) {
    throw new Error('must say sslmode=verify-full (TLS, with a verified certificate), sslmode=disable, or nothing of sslmode');
  }
  if (!host.startsWith('/')) return mode === undefined ? undefined : mode !== 'disable';
  if (mode !== undefined && mode !== 'disable')
    throw new Error('asks for TLS over a Unix socket, which speaks none: take sslmode away');
  return false;
}

/**
 * Returns a time of this name in milliseconds, given in `unit` (1,000: seconds); undefined when it is not given or 0,
 * which means none.
 */
export function timeOf(parameters: ReadonlyMap<string, string>, name: string, unit = 1): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  const [, count = '', suffix = ''] = /^(\d{1,10})(ms|s|min)?$/.exec(text) ?? [];
  const time = Number(count) * ({ ms: 1, s: 1_000, min: 60_000 }[suffix] ?? unit);
  if (count === '' || time > LONGEST)
    throw new Error(`must have a whole number of ${unit === 1 ? 'milliseconds' : 'seconds'} as ${name}`);
  return time === 0 ? undefined : time;
}
