import fc from 'fast-check';
import { hostileText } from './hostile-text.js';

const PATHS = ['/', '/login', '/register', '/logout', '/dashboard', '/profile', '/settings', '/settings/password', '/settings/sessions', '/settings/sessions/x/revoke', '/session', '/confirm', '/.well-known/change-password', '/health/live', '/health/ready', '/assets/x.css', '/auth/verify', '/metrics', '/nothing']; // prettier-ignore

const STEPS = ['/', '//', '\\', '..', '.', '%2e%2e', '%2f', '%5c', '%00', '%0d%0a', '%', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%252f', ';x=y', ':', '*', '(', '[', '{', '}', '+', '?', '#', '@', '~', '%F0%9F%98%80', 'LOGIN', '.css', '.git/HEAD', '__proto__', 'constructor', '\u0080', '\u00ff', '\u007f', '\t', ' ']; // prettier-ignore

const METHODS = ['GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY', 'LOCK', 'M-SEARCH', 'get', 'FOO', '']; // prettier-ignore

/** Percent-encoded, as written, or with its bytes as they are. */
const part = fc.oneof(
  hostileText.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...STEPS),
);

const query = fc.array(fc.tuple(fc.oneof(fc.constantFrom('next', 'identifier', 'password', 'user', 'x[$ne]', '__proto__', 'next[]', '_method', 'callback'), part), fc.option(part)).map(([name, value]) => (value === null ? name : `${name}=${value}`)), { maxLength: 5 }); // prettier-ignore

const target = fc
  .tuple(fc.constantFrom(...PATHS), fc.array(fc.oneof(fc.constantFrom(...STEPS), part), { maxLength: 3 }), fc.option(query))
  .map(([path, steps, pairs]) => path + steps.join('') + (pairs === null ? '' : `?${pairs.join('&')}`));

/** `GET /login/..%2f?next=//x`, and worse. */
export const requestLine = fc.tuple(fc.constantFrom(...METHODS), target).map((parts) => parts.join(' '));

const VALUES: Readonly<Record<string, readonly string[]>> = {
  Accept: ['*/*', 'application/json', 'text/html;q=0.1, application/json;q=0.1', 'q=1', ';q=', 'a/b;q=9e9', ',,,', '*', '*/json', 'text/html;q=\u00ff', 'a/b,'.repeat(900), ';q=1'.repeat(900)],
  'Accept-Encoding': ['gzip;q=0', '*;q=0', 'identity;q=0', ';', 'gzip,'.repeat(500)],
  'Accept-Language': ['*', 'x'.repeat(500)],
  'User-Agent': ['', 'x'.repeat(5_000), 'Mozilla/5.0 (', '() { :;}; echo', '\u00ff\u00fe', '${jndi:ldap://x}'],
  Origin: ['null', '', 'http://evil.example', 'http://localhost', '\u00ff', 'x'.repeat(3_000)],
  'Sec-Fetch-Site': ['same-origin', 'none', 'cross-site', '', '\u00ff', 'same-origin, cross-site'],
  'X-Forwarded-For': ['1.2.3.4', "'; DROP TABLE", '::1, ::ffff:1.2.3.4', 'x'.repeat(3_000), ','.repeat(2_000), '\u00ff', '[::1]:80', 'unknown'],
  'X-Forwarded-Proto': ['https', 'http', 'HTTPS', 'javascript', 'https,http', ''],
  'X-Forwarded-Host': ['evil.example', 'evil.example, x', ''],
  'X-Forwarded-Port': ['443', 'x'],
  'X-Original-URL': ['/admin', '//evil.example'],
  'X-Rewrite-URL': ['/dashboard'],
  'X-HTTP-Method-Override': ['DELETE', 'POST'],
  Forwarded: ['for=1.2.3.4;proto=https;host=evil.example', ';;;='],
  Host: ['evil.example', '', 'a b', 'a,b', '[', 'x'.repeat(2_000), '\u00ff', 'user@x'],
  'X-Request-Id': ['x'.repeat(64), '../..', '\u00ff'],
  'Content-Type': ['application/json', '\u00ff'],
  'Content-Length': ['0'],
  Expect: ['100-continue', 'x'],
  Connection: ['upgrade', 'keep-alive', 'close, x', 'cookie'],
  Upgrade: ['websocket', 'h2c'],
  Range: ['bytes=0-1', 'bytes=-', 'x'],
  'If-None-Match': ['*', '"x"'],
  'If-Modified-Since': ['x', 'Thu, 01 Jan 1970 00:00:00 GMT'],
  Authorization: ['Basic eDp5', 'Bearer x', ''],
  Cookie: ['', '=', ';', '; ;', 'session', 'session=', 'session=s%3A', 'session=s%3A.', 'session=%', 'session=j%3A%7B%7D', 'session="x"', '__proto__=x; session=y', 'remember=.', 'remember=a.b', 'flash=x.y', 'device=x', 'session=\u00ff', 'a=b; '.repeat(1_500), `session=s%3A${'a'.repeat(9_000)}.x`],
}; // prettier-ignore

/** A header that means something to the product, with a value that it does not expect. */
export const headerLine = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((name) => fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...(VALUES[name] ?? [''])), latin1)))
  .map((parts) => parts.join(': '));

/** What a header may hold, and sometimes what it may not. */
const latin1 = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 60 }).map(text) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength: 20 }).map(text) },
);

function text(codes: readonly number[]): string {
  return String.fromCharCode(...codes);
}
