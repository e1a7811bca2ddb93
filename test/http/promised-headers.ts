import { expect } from 'vitest';

type Headers = { get(name: string): string | null };

export type Kind = 'html' | 'json' | 'static' | 'refused form';

const SAME_ORIGIN = ['cross-origin-opener-policy', 'cross-origin-resource-policy'];
const BANNERS = ['x-powered-by', 'server', 'via', 'x-runtime', 'x-nest', 'etag'];
/** Nothing is for scripts of other sites, ours at another address included. */
const CORS = ['origin', 'credentials', 'methods', 'headers', 'private-network'].map((what) => `access-control-allow-${what}`);
const NEVER = [...BANNERS, ...CORS, 'access-control-expose-headers', 'access-control-max-age', 'timing-allow-origin'];

/** Holds one answer to section 5 of the contract; `what` names it in a failure. */
export function expectPromisedHeaders(what: string, headers: Headers, kind: Kind, https = false): void {
  const say = (name: string) => `${what}: ${name}`;
  const csp = headers.get('content-security-policy') ?? '';
  expect(csp, say('csp')).not.toMatch(/unsafe-|\*/);
  expect(csp, say('csp')).toMatch(/(^|; ?)default-src 'none'(;|$)/);
  expect(csp, say('csp')).toMatch(/(^|; ?)frame-ancestors 'none'(;|$)/);
  if (kind === 'json') expect(csp, say('csp of JSON')).not.toMatch(/self|data:/);
  expect(headers.get('x-content-type-options'), say('sniffing')).toBe('nosniff');
  expect(headers.get('referrer-policy'), say('referrer')).toMatch(
    /^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/,
  );
  for (const name of SAME_ORIGIN) expect(headers.get(name), say(name)).toBe('same-origin');
  expect(headers.get('x-request-id'), say('request id')).toMatch(/^[\w.:/+=@-]{1,128}$/);
  for (const name of NEVER) expect(headers.get(name), say(name)).toBeNull();
  const hsts = headers.get('strict-transport-security');
  if (https) expect(hsts, say('hsts')).toMatch(/^max-age=(3153[6-9]|31[6-9]|3[2-9]|[4-9])\d+; ?includeSubDomains/i);
  else expect(hsts, say('hsts')).toBeNull();
  if (kind === 'static') {
    expect(headers.get('cache-control'), say('cache')).toMatch(/^public, max-age=31536000, immutable$/);
    expect(headers.get('vary') ?? '', say('vary')).not.toMatch(/cookie/i);
  } else {
    expect(headers.get('cache-control'), say('cache')).toBe(kind === 'refused form' ? 'private, no-cache' : 'no-store');
    expect((headers.get('vary') ?? '').toLowerCase().split(/,\s*/), say('vary')).toEqual(
      expect.arrayContaining(['accept', 'cookie']),
    );
  }
  // It costs seconds, or clears neighbours' cookies.
  expect(headers.get('clear-site-data'), say('Clear-Site-Data')).toBeNull();
}

/** Holds the Set-Cookie lines of one answer to the table of section 5. */
export function expectPromisedCookies(lines: readonly string[], https = false): void {
  for (const line of lines) {
    const [pair = '', ...attributes] = line.split(/; ?/);
    expect(pair).toMatch(https ? /^__Host-(session|flash|device)=/ : /^(session|flash|device)=/);
    expect(attributes, line).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
    expect(attributes.includes('Secure'), line).toBe(https);
    expect(line).not.toMatch(/domain=/i);
    const life = Number(/max-age=(\d+)/i.exec(line)?.[1] ?? 0);
    const cleared = /=;/.test(`${pair};`);
    if (pair.includes('session=') && !cleared) expect(line, 'ends with the browser').not.toMatch(/max-age|expires/i);
    if (pair.includes('flash=') && !cleared) expect(life > 0 && life <= 300, line).toBe(true);
  }
}
