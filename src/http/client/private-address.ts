import ipaddr from 'ipaddr.js';

const INSIDE = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal', 'carrierGradeNat']);

/** Whether an address belongs to this machine or to a network of one's own: where proxies stand, and few visitors. */
export function isPrivateAddress(address: string | undefined): boolean {
  return address !== undefined && ipaddr.isValid(address) && INSIDE.has(ipaddr.process(address).range());
}
