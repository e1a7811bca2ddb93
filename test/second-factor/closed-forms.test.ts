import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { addPasskey } from '../passkeys/support/passkeys.js';
import { routesOf } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { type Answer, type Format, FORMATS, target, type Visitor } from '../support/visitor.js';
import { overviewOf } from './authenticator.js';
import { Owner } from './factors.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterEach(() => void vi.useRealTimers());
afterAll(() => product.remove());

interface Protected {
  readonly owner: Owner;
  /** It is fresh and of level 2. */
  readonly strong: Visitor;
  /** It is fresh and of level 1, because its device is trusted. */
  readonly weak: Visitor;
}

/** Somebody with codes, recovery codes, a passkey and a trusted device. */
async function someoneProtected(): Promise<Protected> {
  const strong = await product.signedIn();
  await addPasskey(strong);
  const owner = await Owner.setUp(product, strong.person);
  expect((await strong.post('/confirm', { code: await owner.code() }, 'json')).status).toBe(200);
  const weak = product.visitor();
  await owner.logIn(weak, {}, { trust: 'on' });
  weak.cookies.delete('session');
  await owner.begin(weak);
  return { owner, strong, weak };
}

/** All that may change, as the person sees it. */
async function factsOf(visitor: Visitor): Promise<object> {
  const { trustedDevices, ...facts } = await overviewOf(visitor);
  const { passkeys } = (await visitor.get('/settings/passkeys', 'json')).json;
  return { facts, devices: (trustedDevices as unknown[]).length, passkeys };
}

/** Every route of the router that is about factors and confirmations: a new one is here by itself. */
const formsOf = (about: RegExp) => routesOf(product).filter(([method, path]) => method === 'POST' && about.test(path));

const CROSS_SITE: [what: string, headers: Record<string, string>][] = [
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of a sibling host', { 'sec-fetch-site': 'same-site' }],
  ['a browser that only tells the origin', { origin: 'https://evil.example' }],
  ['a page without an origin', { origin: 'null' }],
  ['a browser that only tells the page', { referer: 'https://evil.example/page' }],
];

describe.each(FORMATS)('no form of factors, passkeys, trusted devices and confirmations is sent (%s)', (format) => {
  it.each(CROSS_SITE)('by %s', async (_what, headers) => {
    const { owner, strong } = await someoneProtected();
    const pending = product.visitor();
    await owner.begin(pending);
    const before = await factsOf(strong);
    const forms = formsOf(/factor|passkey|confirm|trusted/);
    expect(forms.map(([, path]) => path)).toEqual(
      expect.arrayContaining(['/confirm', '/login/passkey', '/login/second-factor', '/settings/passkeys/x/remove']),
    );
    for (const [, path] of forms) {
      const fields = { code: await owner.code(), wanted: 'on' };
      for (const visitor of [strong, pending, product.visitor()]) {
        const { status, json, setCookies } = await visitor.copy().post(path, fields, format, headers);
        expect([path, status, setCookies]).toEqual([path, 403, []]);
        if (format === 'json') expect([path, json['code']]).toEqual([path, 'cross_site_request']);
      }
      // What refuses is where it came from: from here a guest is answered otherwise.
      const own = await product.visitor().post(path, {}, format, { 'sec-fetch-site': 'same-origin' });
      expect([path, own.status === 403]).toEqual([path, false]);
    }
    expect(await factsOf(strong)).toEqual(before);
  });
});

/** How a form answers to a session that is not fresh, and to one that is fresh and of level 1. */
interface Demand {
  readonly stale: string;
  readonly weak: string;
}

const OPEN: Demand = { stale: 'open', weak: 'open' };
const BOTH: Demand = { stale: 'fresh_login_required', weak: 'second_factor_required' };

/** What sets up, replaces, adds or shows a factor asks for both. A loss has to be told of from whatever is left: so removing a passkey and ending trust ask for a fresh login. */
const DEMANDS: Readonly<Record<string, Demand>> = {
  'GET /settings/second-factor': OPEN,
  'GET /settings/second-factor/totp': BOTH,
  'POST /settings/second-factor/totp': BOTH,
  'POST /settings/second-factor/totp/remove': BOTH,
  'POST /settings/second-factor/recovery-codes': BOTH,
  'POST /settings/second-factor/passkey-after-password': BOTH,
  'POST /settings/second-factor/trusted-devices/revoke': { stale: 'fresh_login_required', weak: 'open' },
  'GET /settings/passkeys': OPEN,
  'POST /settings/passkeys/options': BOTH,
  'POST /settings/passkeys': BOTH,
  'POST /settings/passkeys/x/rename': { stale: 'fresh_login_required', weak: 'not_found' },
  'POST /settings/passkeys/x/remove': { stale: 'fresh_login_required', weak: 'not_found' },
};

const STATUSES: Readonly<Record<string, number>> = { not_found: 404 };

/** What an answer asks for, in either format. */
function askedFor(answer: Answer, format: Format): string {
  const to = target(answer) ?? '';
  if (to.startsWith('/confirm')) return to.includes('level=2') ? 'second_factor_required' : 'fresh_login_required';
  if (answer.status < 400) return 'open';
  const known = Object.keys(STATUSES).find((code) => STATUSES[code] === answer.status);
  return format === 'json' ? String(answer.json['code']) : String(known);
}

describe.each(FORMATS)('every form that sets up, replaces or removes a factor (%s)', (format) => {
  const answerOf = (visitor: Visitor, route: string) => {
    const [method = '', path = ''] = route.split(' ');
    return method === 'GET' ? visitor.get(path, format) : visitor.post(path, { code: '123456' }, format);
  };

  it('stands in the table', () => {
    const routes = routesOf(product).map((route) => route.join(' '));
    const about = routes.filter((route) => /\/settings\/(second-factor|passkeys)/.test(route));
    expect(Object.keys(DEMANDS).toSorted()).toEqual(about.toSorted());
  });

  it('asks for a fresh login', async () => {
    const { strong } = await someoneProtected();
    const before = await factsOf(strong);
    later(16 * 60_000);
    for (const [route, { stale }] of Object.entries(DEMANDS))
      expect([route, askedFor(await answerOf(strong, route), format)]).toEqual([route, stale]);
    expect(await factsOf(strong)).toEqual(before);
  });

  it('asks for level 2', async () => {
    const { strong, weak } = await someoneProtected();
    const before = await factsOf(strong);
    for (const [route, demand] of Object.entries(DEMANDS))
      expect([route, askedFor(await answerOf(weak, route), format)]).toEqual([route, demand.weak]);
    expect(await factsOf(strong)).toEqual({ ...before, devices: 0 });
  });

  it('asks for level 2 before it looks at a code of another app, and shows no secret', async () => {
    const { weak } = await someoneProtected();
    for (const code of ['', '123456', '1'.repeat(65)]) {
      const answer = await weak.post('/settings/second-factor/totp', { code }, format);
      expect([code, askedFor(answer, format)]).toEqual([code, 'second_factor_required']);
      expect(answer.text).not.toContain('otpauth');
    }
  });

  it('takes a session that is fresh and of level 2', async () => {
    const { strong } = await someoneProtected();
    for (const route of Object.keys(DEMANDS)) {
      const asked = askedFor(await answerOf(strong.copy(), route), format);
      expect([route, /fresh|second/.test(asked)]).toEqual([route, false]);
    }
  });
});
