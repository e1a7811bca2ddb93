import type { Request } from 'express';

/** An operator writes the query into the configuration of the proxy. Below this path a client writes it, and it says nothing. */
const VERIFY = /^\/auth\/verify\/?\?/i;

/**
 * Returns the roles that a proxy asks for by `/auth/verify?role=editor`. Of several each must be had: where a client
 * manages to add one, it shuts itself out and opens nothing.
 */
export function demandedRoles({ url }: Request): string[] {
  return VERIFY.test(url) ? new URLSearchParams(url.slice(url.indexOf('?'))).getAll('role') : [];
}
