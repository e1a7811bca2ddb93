import { EntityManager } from '@mikro-orm/core';
import { describe, expect, it } from 'vitest';
import { ExpirySweep } from '../../src/database/expiry-sweep.js';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { TrustedDevice } from '../../src/second-factor/trusted-devices/trusted-device.entity.js';
import { TrustedDevices } from '../../src/second-factor/trusted-devices/trusted-devices.service.js';
import { announcedBy } from '../support/observing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import { FORMATS, linesOf, logIn, PASSWORD, reopened, stateOf, target, type Visitor } from '../support/visitor.js';
import { Owner, secondStep } from './factors.js';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const NEW_PASSWORD = 'a quiet lamp above seven stairs';

/** Somebody and a browser that they trust, which is logged out. */
async function trusted(): Promise<{ owner: Owner; visitor: Visitor }> {
  const visitor = here.visitor({ 'user-agent': 'the desk' });
  const owner = await Owner.of(here);
  await owner.logIn(visitor, {}, { trust: 'on' });
  return { owner, visitor };
}

const rowsOf = (owner: Owner) => unitOfWork(here.app.get(EntityManager)).find(TrustedDevice, { user: owner.id });

describe.each(FORMATS)('a trusted device (%s)', (format) => {
  it('is spared the second step, at level 1', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.begin(visitor, format);
    const events = announcedBy(here, there);
    const passed = await secondStep(visitor, await owner.code(), format, { trust: 'on' });
    expect(events).toContain('device-trusted');
    const [line = ''] = linesOf('trusted', passed);
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(line).toContain(part);
    await visitor.post('/logout', {}, format);
    const answer = await owner.begin(visitor.copy(there.url), format);
    expect(target(answer)).toBe('/dashboard');
    const again = visitor.copy(there.url);
    await owner.begin(again, format);
    const state = await stateOf(again);
    expect(state['level']).toBe(1);
    expect((state['authentications'] as { method: string }[]).map(({ method }) => method)).toEqual([
      'password',
      'trusted-device',
    ]);
  });

  it('is none without the box, and one row when its form is sent twice', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    expect(linesOf('trusted', await owner.logIn(visitor))).toEqual([]);
    const second = here.visitor();
    await owner.begin(second);
    const [code, lost] = [await owner.code(), second.copy()];
    await secondStep(lost, code, format, { trust: 'on' });
    const again = await secondStep(second, code, format, { trust: 'on' });
    expect(linesOf('trusted', again)).toHaveLength(1);
    expect(await rowsOf(owner)).toHaveLength(1);
    second.cookies.delete('session');
    expect(target(await owner.begin(second, format))).toBe('/dashboard');
  });

  it('of another account spares nothing, and neither does a made-up one; both accounts may trust one browser', async () => {
    const { visitor, owner } = await trusted();
    const other = await Owner.of(here);
    const thief = here.visitor();
    for (const value of [visitor.cookies.get('trusted') ?? '', 'x'.repeat(43), 'x', '', 'a.b.c']) {
      thief.cookies.set('trusted', value);
      expect(target(await other.begin(thief, format))).toBe('/login/second-factor');
    }
    await other.begin(visitor, format);
    await secondStep(visitor, await other.code(), format, { trust: 'on' });
    for (const one of [owner, other]) expect(target(await one.begin(visitor.copy(), format))).toBe('/dashboard');
  });

  it('needs the password all the same', async () => {
    const { visitor, owner } = await trusted();
    visitor.cookies.delete('session');
    expect((await logIn(visitor, { ...owner.person, password: 'not this one' }, format)).status).toBe(401);
  });

  it('is a stranger after a change of the password', async () => {
    const { visitor, owner } = await trusted();
    const change = { currentPassword: PASSWORD, password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };
    await visitor.post('/settings/password', change, format);
    await visitor.post('/logout', {}, format);
    expect(target(await logIn(visitor, { ...owner.person, password: NEW_PASSWORD }, format))).toBe('/login/second-factor');
  });

  it('is a stranger after "log out all others" in another browser, and after its time', async () => {
    const { visitor, owner } = await trusted();
    const phone = here.visitor();
    await owner.logIn(phone, {}, { trust: 'on' });
    await phone.post('/settings/sessions/revoke-others', {}, format);
    expect(target(await owner.begin(visitor.copy(), format))).toBe('/login/second-factor');
    phone.cookies.delete('session');
    expect(target(await owner.begin(phone.copy(), format))).toBe('/dashboard');
    later(30 * 86_400_000 + 1_000);
    expect(target(await owner.begin(phone.copy(), format))).toBe('/login/second-factor');
    await here.app.get(ExpirySweep).sweep();
    expect(await rowsOf(owner)).toEqual([]);
  });

  it('stands in both lists, and is a stranger when its person says so, with a fresh login', async () => {
    const { visitor, owner } = await trusted();
    for (const path of ['/settings/sessions', '/settings/second-factor']) {
      const { json } = await visitor.get(path, 'json');
      expect(json['trustedDevices']).toEqual([
        { id: expect.any(String), createdAt: expect.any(String), lastSeenAt: expect.any(String), userAgent: 'the desk' },
      ]);
      expect((await visitor.get(path)).text).toContain('action="/settings/second-factor/trusted-devices/revoke"');
    }
    const events = announcedBy(here, there);
    for (let sent = 0; sent < 2; sent += 1) {
      const answer = await visitor.post('/settings/second-factor/trusted-devices/revoke', {}, format);
      expect([answer.status, target(answer)]).toEqual([format === 'html' ? 303 : 200, '/settings/second-factor']);
    }
    expect(events).toEqual(['trusted-devices-revoked']);
    const another = here.visitor();
    another.cookies.set('trusted', visitor.cookies.get('trusted') ?? '');
    expect(target(await owner.begin(another, format))).toBe('/login/second-factor');
    later(16 * 60_000);
    const old = await visitor.post('/settings/second-factor/trusted-devices/revoke', {}, format);
    expect([old.status, events]).toEqual([format === 'html' ? 303 : 403, ['trusted-devices-revoked']]);
  });

  it('lets its owner in while a stranger has used up the wrong codes', async () => {
    const { visitor, owner } = await trusted();
    const stranger = there.visitor();
    await owner.begin(stranger);
    for (let wrong = 1; wrong <= 5; wrong += 1) await secondStep(stranger, owner.wrong(), format);
    visitor.cookies.delete('session');
    expect(target(await owner.begin(visitor, format))).toBe('/dashboard');
  });
});

describe('a remembered browser', () => {
  it('is asked for the second step when the account has set a factor up since, unless it is trusted', async () => {
    const before = here.visitor();
    const owner = await Owner.of(here);
    await owner.removeFactor();
    await owner.begin(before, 'json', { remember: true });
    const set = await Owner.setUp(here, owner.person);
    const visitor = reopened(before);
    const held = await visitor.get('/profile');
    expect(target(held)).toBe('/login/second-factor');
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
    const passed = await secondStep(visitor, await set.code(), 'json', { trust: 'on' });
    expect(target(passed)).toBe('/profile');
    expect(await stateOf(visitor)).toMatchObject({ level: 1, remembered: true });
    // Its new series has passed the step.
    expect(await stateOf(reopened(visitor))).toMatchObject({ authenticated: true, level: 1, authentications: [] });
  });

  it('that is trusted is not asked', async () => {
    const { visitor, owner } = await trusted();
    await owner.removeFactor();
    visitor.cookies.delete('session');
    await owner.begin(visitor, 'json', { remember: true });
    const set = await Owner.setUp(here, owner.person);
    expect(await stateOf(reopened(visitor))).toMatchObject({ authenticated: true, level: 1, authentications: [], fresh: false });
    expect(await here.app.get(TrustedDevices).revokeAll(set.id)).toBe(1);
    expect(await stateOf(reopened(visitor))).toEqual({ authenticated: false });
  });

  it('whose login has passed the step is restored, never at level 2', async () => {
    const before = here.visitor();
    const owner = await Owner.of(here);
    await owner.logIn(before, { remember: true });
    expect(await stateOf(reopened(before, there))).toMatchObject({ authenticated: true, level: 1, authentications: [] });
  });
});
