import ipaddr from 'ipaddr.js';
import { LruCache } from '../../cache/lru-cache.js';

/** This many addresses are remembered, so that a page need not read the text of its session's again. */
const REMEMBERED = 4_096;

/** The first 96 bits of an IPv6 address that stands for one of IPv4 (RFC 4291, 2.5.5.2). */
const MAPPED_BITS = 96;

const known = new LruCache<Uint8Array>(REMEMBERED);

/** This is a network of IPv4 (4 bytes) or IPv6 (16 bytes). */
export interface Network {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

/**
 * Reads a network in CIDR notation (RFC 4632, RFC 4291), or one address, in any spelling. Returns undefined for
 * anything else, and for a network that is part IPv4, part not.
 */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || !ipaddr.isValid(address) || !isUsual(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const written = parsed.toByteArray().length * 8;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const bits = length === undefined ? written : Number(length);
  if (bits > written) return undefined;
  const isMapped = parsed.kind() === 'ipv6' && ipaddr.process(address).kind() === 'ipv4';
  if (isMapped && bits < MAPPED_BITS) return undefined;
  return networkOf(Uint8Array.from(ipaddr.process(address).toByteArray()), isMapped ? bits - MAPPED_BITS : bits);
}

/** Writes a network as it was understood: the address that it begins with, and how many bits stand fast. */
export function networkText({ bytes, bits }: Network): string {
  return `${ipaddr.fromByteArray([...bytes]).toString()}/${bits}`;
}

/** Tells whether an address lies in the network; undefined for a text that is no address. IPv4 within IPv6 is IPv4. */
export function contains({ bytes, bits }: Network, address: string): boolean | undefined {
  const own = known.get(address, bytesOf);
  if (own === undefined) return undefined;
  if (own.length !== bytes.length) return false;
  const whole = bits >> 3;
  for (let place = 0; place < whole; place += 1) if (own[place] !== bytes[place]) return false;
  const rest = bits & 7;
  return rest === 0 || ((own[whole] ?? 0) ^ (bytes[whole] ?? 0)) >> (8 - rest) === 0;
}

/** Whoever writes 10.0.0.5/8 means 10.0.0.0/8. */
function networkOf(bytes: Uint8Array, bits: number): Network {
  const begin = bytes.map((byte, place) => byte & (0xff << Math.min(8, Math.max(0, 8 * (place + 1) - bits))));
  return { bytes: begin, bits };
}

function bytesOf(address: string): Uint8Array | undefined {
  return ipaddr.isValid(address) ? Uint8Array.from(ipaddr.process(address).toByteArray()) : undefined;
}

/** Libraries read `10.1` and `1` as IPv4 too, and `010.0.0.1` as 8.0.0.1, which nobody means. */
function isUsual(address: string): boolean {
  return address.includes(':') || /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(address);
}
