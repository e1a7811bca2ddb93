import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MassRevocations } from '../../../src/sessions/revocations/mass-revocations.service.js';
import type { ConditionRequest } from '../../../src/sessions/revocations/condition-request.js';
import { AccountRoles } from '../../../src/roles/account-roles.service.js';
import type { AccountKeys } from '../../../src/users/principal/principal.js';
import { announcedBy } from '../../support/observing.js';
import { freshStorage, Product, type Storage } from '../../support/product.js';
import {
  copyOf,
  FORMATS,
  isSignedIn,
  logIn,
  type Person,
  register,
  reopened,
  sessionAddress,
  signIn,
  someone,
  type Visitor,
} from '../../support/visitor.js';
import { soon } from './soon.js';

const REASON = 'Somebody has <b>copied</b> our "cookies" & more.';

let storage: Storage;
let instances: Product[];

/** Three instances with the same stores; the embedded storage has one process, so there all three are one. */
beforeAll(async () => {
  storage = await freshStorage();
  const start = () => Product.on(storage, { TRUST_PROXY: '1', SESSION_PROTECTION: 'off' });
  const first = await start();
  instances = storage.onServers ? [first, await start(), await start()] : [first, first, first];
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

afterAll(async () => {
  for (const instance of new Set(instances)) await instance.close();
  await storage.remove();
});

const here = (): Product => instances[0] as Product;
const revoke = (condition: Partial<ConditionRequest>) =>
  here()
    .app.get(MassRevocations)
    .create({ before: 'now', ...condition }, 'operator');

/** Sees on every instance that nobody accepts this browser any more, in a copy of it for each. */
async function isOverEverywhere(visitor: Visitor): Promise<boolean> {
  const states = await Promise.all(instances.map((instance) => isSignedIn(copyOf(visitor, instance))));
  return states.every((state) => !state);
}

/** Finds the account of whoever is signed in there. */
async function keysOf(visitor: Visitor): Promise<AccountKeys> {
  const { id } = (await visitor.get('/session', 'json')).json['user'] as { id: string };
  return { id, hashTag: sessionAddress(visitor).hashTag };
}

const from = (address: string) => ({ 'x-forwarded-for': address });

describe('a mass revocation', () => {
  it.each(FORMATS)('ends sessions of before on every instance and tells why, once (%s)', async (format) => {
    const visitor = here().visitor();
    await signIn(visitor);
    const events = announcedBy(...instances);
    const { id, isAnnounced } = await revoke({ reason: REASON });
    expect(isAnnounced).toBe(true);
    await soon(async () => expect(await isOverEverywhere(visitor)).toBe(true));
    const page = await visitor.get('/dashboard', format);
    if (format === 'json') {
      expect([page.status, page.json['reason'], page.json['detail']]).toEqual([
        401,
        'sessionMassRevokedBecause',
        `You were logged out by the operator of this site: ${REASON}`,
      ]);
    } else {
      expect([page.status, page.headers.get('location')]).toEqual([303, '/login?next=%2Fdashboard']);
      const login = await visitor.get('/login', 'html');
      expect(login.text).toContain('operator of this site: Somebody has &lt;b>copied&lt;/b> our &quot;cookies&quot; &amp; more.');
      expect((await visitor.get('/login', 'html')).text).not.toContain('operator of this site');
    }
    expect(visitor.cookies.has('session')).toBe(false);
    expect(events.filter((event) => event === 'session-revoked')).toHaveLength(1);
    expect(events).toContain('sessions-mass-revoked');
    expect(id).toMatch(/^[\da-f-]{36}$/);
  });

  it('without a reason says that the operator has done it', async () => {
    const visitor = here().visitor();
    await signIn(visitor);
    await revoke({});
    await soon(async () => {
      const { json } = await copyOf(visitor).get('/dashboard', 'json');
      expect(json['detail']).toBe('You were logged out by the operator of this site. Please log in again.');
    });
  });

  it('leaves what began at its time or after it, and lets everybody log in again', async () => {
    const person = someone();
    const [before, at, after] = [here().visitor(), here().visitor(), here().visitor()];
    await register(before, person);
    const time = Date.now();
    for (const [visitor, now] of [
      [before, time - 1],
      [at, time],
      [after, time + 1],
    ] as const) {
      vi.useFakeTimers({ toFake: ['Date'], now });
      await logIn(visitor, person);
    }
    vi.useRealTimers();
    await revoke({ before: new Date(time).toISOString() });
    await soon(async () => expect(await isOverEverywhere(before)).toBe(true));
    for (const visitor of [at, after]) expect(await isSignedIn(visitor)).toBe(true);
    expect((await logIn(before, person)).status).toBe(200);
    expect(await isSignedIn(before)).toBe(true);
  });

  it.each([
    ['an IPv4 network', '192.0.2.0/24', '192.0.2.255', '192.0.3.0'],
    ['an IPv4 network in IPv6', '::ffff:198.51.100.0/120', '198.51.100.7', '198.51.101.7'],
    ['an IPv6 network', '2001:db8:1::/48', '2001:DB8:1:ffff::9', '2001:db8:2::9'],
    ['one address', '203.0.113.9', '::ffff:203.0.113.9', '203.0.113.8'],
  ])('by %s means those who came from there', async (_network, network, meant, other) => {
    const [inside, outside] = [here().visitor(from(meant)), here().visitor(from(other))];
    for (const visitor of [inside, outside]) await signIn(visitor);
    await revoke({ network });
    await soon(async () => expect(await isOverEverywhere(inside)).toBe(true));
    expect(await isSignedIn(outside)).toBe(true);
  });

  it('by accounts means these, by whatever names them', async () => {
    const visitors = [here().visitor(), here().visitor(), here().visitor(), here().visitor()];
    const people: Person[] = [];
    for (const visitor of visitors) people.push(await signIn(visitor));
    const { json } = await (visitors[2] as Visitor).get('/session', 'json');
    const id = (json['user'] as { id: string }).id;
    await revoke({ users: [` ${people[0]?.username.toUpperCase()} `, people[1]?.email ?? '', id] });
    await soon(async () => {
      for (const visitor of visitors.slice(0, 3)) expect(await isOverEverywhere(visitor)).toBe(true);
    });
    expect(await isSignedIn(visitors[3] as Visitor)).toBe(true);
  });

  it('by a role means who has it now, who gets it later, and who loses it', async () => {
    const [holder, stripped, later, other] = [here().visitor(), here().visitor(), here().visitor(), here().visitor()];
    for (const visitor of [holder, stripped, later, other]) await signIn(visitor);
    const [one, two, three] = await Promise.all([holder, stripped, later].map((visitor) => keysOf(visitor)));
    const roles = here().app.get(AccountRoles);
    for (const keys of [one, two]) await roles.grant(keys as AccountKeys, 'admin', { reason: 'operator' });
    expect(await here().app.get(MassRevocations).count({ before: 'now', role: 'admin' })).toMatchObject({
      accounts: 2,
      sessions: 2,
    });
    await revoke({ role: 'admin' });
    await roles.revoke(two as AccountKeys, 'admin', { reason: 'operator' });
    await soon(async () => expect(await isOverEverywhere(holder)).toBe(true));
    await soon(async () => expect(await isOverEverywhere(stripped)).toBe(true));
    for (const visitor of [later, other]) expect(await isSignedIn(visitor)).toBe(true);
    await roles.grant(three as AccountKeys, 'admin', { reason: 'operator' });
    await soon(async () => expect(await isOverEverywhere(later)).toBe(true));
    expect(await isSignedIn(other)).toBe(true);
  });

  it('by a role that there is not is refused', async () => {
    await expect(revoke({ role: 'amdin' })).rejects.toMatchObject({ errors: { role: [{ code: 'revocationRoleUnknown' }] } });
  });

  it('by a method means who has used it, and who is signed in by none that is known', async () => {
    const [byPassword, restored] = [here().visitor(), here().visitor()];
    await signIn(byPassword);
    const person = someone();
    await register(restored, person);
    await logIn(restored, person, 'json', { remember: true });
    const browser = reopened(restored);
    await browser.get('/dashboard');
    await revoke({ method: 'passkey' });
    await soon(async () => expect(await isOverEverywhere(browser)).toBe(true));
    expect(await isSignedIn(byPassword)).toBe(true);
    await revoke({ method: 'password' });
    await soon(async () => expect(await isOverEverywhere(byPassword)).toBe(true));
  });

  it('ends what a remember-me cookie of before would bring back, and what it has brought back since', async () => {
    const owner = here().visitor();
    const person = someone();
    await register(owner, person);
    await logIn(owner, person, 'json', { remember: true });
    const leak = new Date();
    const thief = reopened(owner);
    const waiting = reopened(owner);
    vi.useFakeTimers({ toFake: ['Date'], now: leak.getTime() + 60_000 });
    expect((await thief.get('/dashboard')).status).toBe(200);
    await revoke({ before: leak.toISOString(), reason: REASON });
    await soon(async () => expect(await isOverEverywhere(copyOf(thief))).toBe(true));
    for (const visitor of [owner, thief, waiting]) {
      const answer = await visitor.get('/dashboard', 'json');
      expect(answer.status).toBe(401);
      expect(visitor.cookies.has('remember')).toBe(false);
    }
  });

  it('tells who comes with a remember-me cookie alone', async () => {
    const owner = here().visitor();
    const person = someone();
    await register(owner, person);
    await logIn(owner, person, 'json', { remember: true });
    await revoke({ reason: REASON });
    const browser = reopened(owner);
    const events = announcedBy(here());
    const { status, json } = await browser.get('/dashboard', 'json');
    expect([status, json['reason']]).toEqual([401, 'sessionMassRevokedBecause']);
    expect(events).toContain('session-revoked');
    expect((await browser.get('/dashboard', 'json')).json['reason']).toBeUndefined();
  });

  it('is in force at /auth/verify, which changes nothing', async () => {
    const visitor = here().visitor();
    await signIn(visitor);
    expect((await visitor.get('/auth/verify')).status).toBe(204);
    await revoke({});
    await soon(async () => {
      for (const instance of instances) expect((await copyOf(visitor, instance).get('/auth/verify', 'json')).status).toBe(401);
    });
    const answer = await visitor.get('/auth/verify', 'json');
    expect([answer.status, answer.setCookies]).toEqual([401, []]);
  });
});
