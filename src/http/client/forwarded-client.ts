import type { IncomingHttpHeaders } from 'node:http';
import { addressesOf } from './forwarded-address.js';
import { isPrivateAddress } from './private-address.js';

/** More hops than anybody has are not read. */
const HOPS_AT_MOST = 99;

/** The part of `Forwarded` that names a client (RFC 7239, 5.2), with a quote that an IPv6 address needs. */
const FOR = /(?<=\bfor\s*=\s*"?)[^\s",;]+/gi;

/**
 * Tells whether anybody on the way, trusted or not, says that this request comes from outside of private networks, or
 * from a client without an address. Whoever sends these headers can be a liar, so they may only ever close something.
 */
export function isForwardedFromOutside(headers: IncomingHttpHeaders): boolean {
  const said = [headers['x-forwarded-for'], headers['x-real-ip'], headers.forwarded?.match(FOR)?.join()];
  return said.flatMap((list) => addressesOf(list, HOPS_AT_MOST)).some((address) => !isPrivateAddress(address));
}
