import { EntityManager } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { RecoveryCodes } from '../../src/second-factor/codes/recovery-codes.service.js';
import { TotpSecrets } from '../../src/second-factor/codes/totp-secrets.service.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { OPEN_ROUTES, routesOf } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { FORMATS, PASSWORD, stateOf, target, type Visitor } from '../support/visitor.js';
import { Owner, secondStep } from './factors.js';

/** Three instances on servers; the embedded storage has one. */
let instances: Product[];
let here: Product;

beforeAll(async () => {
  here = await Product.start();
  const others = here.storage.onServers ? [await Product.on(here.storage), await Product.on(here.storage)] : [here, here];
  instances = [here, ...others];
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

afterAll(async () => {
  for (const instance of new Set(instances.slice(1))) if (instance !== here) await instance.close();
  await here.remove();
});

const at = (turn: number): string => instances[turn % 3]?.url ?? '';
const isGuest = async (visitor: Visitor) => (await stateOf(visitor))['authenticated'] === false;

async function pending(): Promise<{ owner: Owner; visitor: Visitor }> {
  const [owner, visitor] = [await Owner.of(here), here.visitor()];
  await owner.begin(visitor);
  return { owner, visitor };
}

async function accountOf(owner: Owner) {
  const user = await here.app.get(UsersService).findById(owner.id);
  if (user === null) throw new Error('the account is gone');
  return user;
}

describe.each(FORMATS)('a pending login of somebody with a second factor (%s)', (format) => {
  it('opens no closed route, no other step and no forward-auth', async () => {
    const { visitor } = await pending();
    const accept = format === 'html' ? 'text/html' : 'application/json';
    for (const [method, path] of routesOf(here).filter((route) => !OPEN_ROUTES.includes(route.join(' ')))) {
      // These are the step itself, by a code or a passkey.
      if (path === '/login/second-factor' || path.startsWith('/login/second-factor/passkey')) continue;
      const { status, headers } = await visitor.copy().send(path, { method, headers: { accept } });
      const toLogin = /^\/login(\?|$)/.test(headers.get('location') ?? '');
      expect([method, path, status, toLogin]).toEqual([method, path, format === 'html' ? 303 : 401, format === 'html']);
    }
    const proxied = await visitor.send('/auth/verify', { headers: { accept } });
    expect(proxied.headers.get('x-auth-user-id')).toBeNull();
  });

  it.each(['a logout', 'a new stamp', 'a password change', 'ten minutes', 'a second use', 'the end of the account'])(
    'is void after %s, also as a copy on another instance',
    async (what) => {
      const { owner, visitor } = await pending();
      const copy = visitor.copy(at(1));
      const user = await accountOf(owner);
      const changes = here.app.get(AccountChangesService);
      if (what === 'a logout') await visitor.post('/logout', {}, 'json');
      if (what === 'a new stamp') await changes.renewSecurityStamp(user);
      if (what === 'the end of the account') await changes.setActive(user, false);
      if (what === 'a second use') await secondStep(visitor, await owner.code());
      if (what === 'a password change') await changes.requireNewPassword(user);
      const code = await owner.code();
      if (what === 'ten minutes') later(10 * 60_000 + 1);
      const refused = await secondStep(copy, code, format, { another: 'request' });
      expect([refused.status, target(refused)?.split('?')[0]]).toEqual(format === 'html' ? [303, '/login'] : [401, undefined]);
      expect(await isGuest(copy)).toBe(true);
    },
  );

  it('takes no page of another site', async () => {
    const { owner, visitor } = await pending();
    const headers = { 'sec-fetch-site': 'cross-site' };
    const sent = await visitor.post('/login/second-factor', { code: await owner.code() }, format, headers);
    expect(sent.status).toBe(403);
    expect((await secondStep(visitor, await owner.code(), format)).status).toBe(format === 'html' ? 303 : 200);
  });

  it('takes no code of somebody else, and neither cookie signs the other one in', async () => {
    const [one, other] = [await pending(), await pending()];
    expect((await secondStep(one.visitor, await other.owner.code(), format)).status).toBe(401);
    expect((await secondStep(one.visitor, other.owner.recoveryCodes[0] ?? '', format)).status).toBe(401);
    expect((await secondStep(other.visitor, other.owner.recoveryCodes[0] ?? '', format)).status).not.toBe(401);
  });

  it('is not changed by whoever holds it: its cookie is signed', async () => {
    const { owner, visitor } = await pending();
    const [body = '', signature = ''] = (visitor.cookies.get('pending') ?? '').split('.');
    const [login] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [object];
    for (const change of [{ passed: ['second-factor'] }, { isTrusted: true }, { expiresAt: Date.now() * 2 }]) {
      const forged = visitor.copy();
      forged.cookies.set(
        'pending',
        `${Buffer.from(JSON.stringify([{ ...login, ...change }])).toString('base64url')}.${signature}`,
      );
      expect((await secondStep(forged, await owner.code(), format)).status).toBe(format === 'html' ? 303 : 401);
      expect(await isGuest(forged)).toBe(true);
    }
  });
});

describe('two hundred codes at once over three instances', () => {
  it('are five tries, for somebody who guesses with the right password', async () => {
    const owner = await Owner.of(here);
    const looks = instances.map((instance) => vi.spyOn(instance.app.get(TotpSecrets), 'use'));
    const visitors = Array.from({ length: 20 }, (_, turn) => here.visitor().copy(at(turn)));
    for (const visitor of visitors) await owner.begin(visitor);
    const wrong = owner.wrong();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, turn) =>
        secondStep((visitors[turn % 20] ?? here.visitor()).copy(at(turn)), wrong, 'json', { turn: String(turn) }),
      ),
    );
    const counted = new Set(looks).size === 3 && here.storage.onServers ? looks : looks.slice(0, 1);
    expect(counted.reduce((sum, { mock }) => sum + mock.calls.length, 0)).toBe(5);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(195 - 20);
    expect((await secondStep(visitors[0] ?? here.visitor(), await owner.code())).status).toBe(429);
  });

  it('sign in once, when one right code is what all of them are', async () => {
    const owner = await Owner.of(here);
    const visitors = Array.from({ length: 20 }, (_, turn) => here.visitor().copy(at(turn)));
    for (const visitor of visitors) await owner.begin(visitor);
    const code = await owner.code();
    const browsers = Array.from({ length: 200 }, (_, turn) => (visitors[turn % 20] ?? here.visitor()).copy(at(turn)));
    await Promise.all(browsers.map((browser, turn) => secondStep(browser, code, 'json', { turn: String(turn) })));
    const states = await Promise.all(browsers.map((browser) => isGuest(browser)));
    expect(states.filter((guest) => !guest)).toHaveLength(1);
  });

  it('use a recovery code once', async () => {
    const owner = await Owner.of(here);
    const visitors = Array.from({ length: 10 }, (_, turn) => here.visitor().copy(at(turn)));
    for (const visitor of visitors) await owner.begin(visitor);
    const [code = ''] = owner.recoveryCodes;
    const answers = await Promise.all(visitors.map((visitor) => secondStep(visitor, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const em = unitOfWork(here.app.get(EntityManager));
    expect(await here.app.get(RecoveryCodes).countLeft(owner.id, em)).toBe(9);
  });
});

it('a code that was used at one instance is refused at another in the same second', async () => {
  const [owner, one, other] = [await Owner.of(here), here.visitor(), here.visitor().copy(at(1))];
  await owner.begin(one);
  await owner.begin(other);
  const code = await owner.code();
  expect((await secondStep(one, code)).status).toBe(200);
  expect((await secondStep(other, code)).status).toBe(401);
  expect((await one.post('/confirm', { code }, 'json')).status).toBe(401);
});

it('a stranger with the password neither sets up nor removes a factor, nor ends trust, without level 2 or a fresh login', async () => {
  const owner = await Owner.of(here);
  const trusted = here.visitor();
  await owner.logIn(trusted, {}, { trust: 'on' });
  trusted.cookies.delete('session');
  await owner.begin(trusted);
  expect(await stateOf(trusted)).toMatchObject({ level: 1, fresh: true });
  for (const path of ['totp/remove', 'recovery-codes', 'passkey-after-password'])
    expect([path, (await trusted.post(`/settings/second-factor/${path}`, {}, 'json')).json['code']]).toEqual([
      path,
      'second_factor_required',
    ]);
  expect((await trusted.get('/settings/second-factor/totp', 'json')).json['code']).toBe('second_factor_required');
  await trusted.post('/confirm', { password: PASSWORD }, 'json');
  expect((await trusted.get('/settings/second-factor/totp', 'json')).json['code']).toBe('second_factor_required');
});
