import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Returns the addresses in `X-Forwarded-For`, the one that the nearest proxy wrote first, at most `most`; undefined
 * stands for an entry that is no address. Several headers of that name are one list (Node joins them).
 */
export function addressesOf(header: string | string[] | undefined, most: number): (string | undefined)[] {
  if (header === undefined) return [];
  return String(header)
    .split(',')
    .slice(-most)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .reverse()
    .map((entry) => canonicalAddress(withoutPort(entry)));
}

/** Gives each address one spelling: no zone, IPv6 in its shortest form, IPv4 in its own form even when it came as IPv6. */
export function canonicalAddress(text: string | undefined): string | undefined {
  const address = text?.replace(/^([^%]*:[^%]*)%.*$/s, '$1') ?? '';
  const family = isIP(address);
  if (family === 0) return undefined;
  return family === 4 ? address : ipaddr.process(address).toString();
}

/** Some proxies write the client's port too: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(entry: string): string {
  const [, address = entry] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry) ?? /^([\d.]+):\d{1,5}$/.exec(entry) ?? [];
  return address;
}
