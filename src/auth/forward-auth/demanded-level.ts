import type { Request } from 'express';

/** An operator writes the query into the configuration of the proxy. Below this path a client writes it, and it says nothing. */
const VERIFY = /^\/auth\/verify\/?\?/i;

/**
 * Returns the level that a proxy asks for by `/auth/verify?level=2`. Of several the highest counts, and what is no
 * level asks for more than anybody has: a slip of the pen opens nothing.
 */
export function demandedLevel({ url }: Request): number {
  if (!VERIFY.test(url)) return 1;
  const levels = new URLSearchParams(url.slice(url.indexOf('?'))).getAll('level');
  return Math.max(1, ...levels.map((level) => (/^[12]$/.test(level) ? Number(level) : Infinity)));
}
