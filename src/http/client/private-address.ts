import ipaddr from 'ipaddr.js';

const INSIDE = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal', 'carrierGradeNat']);

/** Tells whether an address belongs to this machine or to a private network, where proxies stand and few visitors. */
export function isPrivateAddress(address: string | undefined): boolean {
  return address !== undefined && ipaddr.isValid(address) && INSIDE.has(ipaddr.process(address).range());
}
