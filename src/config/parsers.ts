import { isIP } from 'node:net';
import { resolve } from 'node:path';
import proxyAddr from 'proxy-addr';
import { isHostName } from './host-name.js';
import { type Limit, MOST_LIMITS, type TrustedProxies } from './settings.js';

/*
 * From the text of a variable to its value. What they throw completes the sentence "<VARIABLE> ...":
 * the rule and the remedy, never the text itself.
 */

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Parses `30s`, `15m`, `24h`, `14d` to milliseconds; at least a second, at most ten years. */
export function duration(text: string): number {
  return durationOf(text, 3_650) ?? fail('must be a duration from 1s to 3650d, such as 30s, 15m, 24h or 14d');
}

/** As {@link duration}, at most 24 days: a timer of Node that is told to wait for 2^31 milliseconds or more is over at once. */
export function timerDuration(text: string): number {
  return durationOf(text, 24) ?? fail('must be a duration from 1s to 24d, such as 30s or 15m');
}

function durationOf(text: string, days: number): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const milliseconds = count && unit && isUnit(unit) ? Number(count) * UNITS[unit] : 0;
  return milliseconds < 1_000 || milliseconds > days * UNITS.d ? undefined : milliseconds;
}

function fail(rule: string): never {
  throw new Error(rule);
}

/** Does the same as {@link duration}, with `0s` for none. */
export function durationOrNone(text: string): number {
  if (/^0[smhd]?$/.test(text)) return 0;
  return durationOf(text, 3_650) ?? fail('must be 0s, or a duration from 1s to 3650d, such as 30s, 15m, 24h or 14d');
}

/** Parses `10/15m,100/24h`: counts and periods; `off` is no limit at all. */
export function limits(text: string): Limit[] {
  if (text === 'off') return [];
  const entries = text.split(',');
  if (entries.length > MOST_LIMITS) throw new Error(`must have at most ${MOST_LIMITS} limits, separated by commas`);
  return entries.map((entry) => {
    const [, count = '', period = ''] = /^([1-9]\d{0,8})\/(\w+)$/.exec(entry.trim()) ?? [];
    const time = durationOf(period, 3_650);
    if (time === undefined) throw new Error('must be count/period, several separated by commas such as 10/15m,100/24h, or off');
    return { count: Number(count), period: time };
  });
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= least && value <= most)) throw new Error(`must be a whole number from ${least} to ${most}`);
    return value;
  };
}

/** Parses a port to listen on; 0 is any free one. Kubernetes sets variables of such names to addresses of its services. */
export function port(text: string): number {
  if (/^(tcp|udp|sctp):\/\//.test(text)) {
    throw new Error(
      'holds the address of a Kubernetes service, not a port from 0 to 65535: say enableServiceLinks: false in the pod, or rename the service',
    );
  }
  return wholeNumber(0, 65_535)(text);
}

/** The kernel cuts a longer one off without a word; Linux takes 107 bytes, others 103. */
export function socketPath(text: string): string {
  if (/^[a-z]+:/i.test(text)) throw new Error('must be a path, without a scheme, such as /run/gatehouse/http.sock');
  const path = resolve(text);
  if (Buffer.byteLength(path) > 103) throw new Error('must be a path of at most 103 bytes: more is too long for a socket');
  return path;
}

export function trueOrFalse(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new Error('must be true or false');
  return text === 'true';
}

export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new Error(`must be one of ${words.join(', ')}`);
    return word;
  };
}

/** Parses the origin that visitors use, for example `https://www.example.org`. */
export function origin(text: string): URL {
  const url = URL.parse(text);
  const bare = url && url.pathname === '/' && url.search === '' && url.hash === '' && !url.username && !url.password;
  if (!bare || !['http:', 'https:'].includes(url.protocol) || !isHostName(url.hostname)) {
    throw new Error('must be an http or https address without a path, such as https://www.example.org');
  }
  return url;
}

/** Parses a number of hops, or addresses and networks; the words loopback, linklocal and uniquelocal mean their networks. */
export function trustedProxies(text: string): TrustedProxies {
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1) return Number(text);
  const entries = text.split(',').map((entry) => entry.trim());
  if (!entries.every(isAddressOrNetwork)) {
    throw new Error('must be the number of proxies (1 to 99), or addresses and networks such as 10.0.0.0/8,::1');
  }
  return refuseEverybody(entries);
}

/** Parses a path on this site, for people who are signed in; what a header cannot carry is percent-encoded. */
export function path(text: string): string {
  const url = URL.parse(text, 'http://site.invalid');
  if (!/^\/(?![/\\])/.test(text) || /\p{Cc}/u.test(text) || url?.host !== 'site.invalid') {
    throw new Error('must be a path that begins with one /');
  }
  if (/^\/(login|register)\/?$/i.test(url.pathname)) {
    throw new Error('must be a page for people who are signed in: /login and /register send them on to it, without end');
  }
  return url.pathname + url.search + url.hash;
}

/** Parses the beginning of a cookie's name. */
export function namePrefix(text: string): string {
  if (!/^[A-Za-z0-9-]{1,32}$/.test(text)) throw new Error('must be letters, digits and hyphens, at most 32, such as shop-');
  return text;
}

function isAddressOrNetwork(entry: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(entry)) return true;
  const [host = '', bits, ...more] = entry.split('/');
  const family = isIP(host);
  if (family === 0 || more.length > 0 || host.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Refuses a /0, which proxy-addr does not take. */
function refuseEverybody(networks: string[]): string[] {
  try {
    proxyAddr.compile(networks);
    return networks;
  } catch {
    throw new Error('must not be a network of everybody (/0), or each client could choose its address: name your proxies');
  }
}

function isUnit(letter: string): letter is keyof typeof UNITS {
  return Object.hasOwn(UNITS, letter);
}
