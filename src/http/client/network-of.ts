import ipaddr from 'ipaddr.js';

/**
 * Returns what counts as one address: an IPv4 address in any spelling, or the /64 of an IPv6 one, which is what a
 * single customer is given and may choose from at will (RFC 6177).
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  const bytes = parsed.toByteArray();
  return parsed.kind() === 'ipv4' ? bytes.join('.') : bytes.slice(0, 8).join('.');
}
