import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../support/observing.js';
import { AskedSteps, Product } from '../support/product.js';
import { FORMATS, linesOf, logIn, type Person, reopened, stateOf, type Visitor } from '../support/visitor.js';

const steps = new AskedSteps();
let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [steps.module('totp', 1)]);
});

afterEach(() => (steps.alsoRestores = false));

afterAll(() => product.remove());

const pass = (visitor: Visitor) => visitor.post('/login/totp', { code: 'totp' }, 'json');

/** A remembered browser that was closed and opened again. */
async function remembered(): Promise<{ visitor: Visitor; person: Person }> {
  const visitor = product.visitor();
  const person = await steps.someoneAsked(visitor);
  await logIn(visitor, person, 'json', { remember: true });
  await pass(visitor);
  expect(await stateOf(visitor)).toMatchObject({ level: 2, authentications: [{ method: 'password' }, { method: 'totp' }] });
  return { visitor: reopened(visitor), person };
}

describe.each(FORMATS)('a remembered browser that comes back (%s)', (format) => {
  it('is signed in as ever where no step asks for restores, without an authentication', async () => {
    const { visitor } = await remembered();
    expect((await visitor.get('/dashboard', format)).status).toBe(200);
    expect(await stateOf(visitor)).toMatchObject({ fresh: false, level: 1, authentications: [] });
  });

  it('is led to the step that asks for restores, and from there to the page that it wanted', async () => {
    const { visitor, person } = await remembered();
    steps.alsoRestores = true;
    const held = await visitor.get('/profile?a=b', format);
    expect([held.status, held.headers.get('location')]).toEqual(format === 'html' ? [303, '/login/totp'] : [401, null]);
    expect((await visitor.get('/login/totp', format)).status).toBe(200);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });

    expect((await pass(visitor)).json['redirectTo']).toBe('/profile?a=b');
    expect(await stateOf(visitor)).toMatchObject({ remembered: true, level: 1, authentications: [{ method: 'totp' }] });
    expect(await rowsOf(product, person)).toHaveLength(1);
  });

  it('is restored once, and not again while it is at the step', async () => {
    const { visitor } = await remembered();
    steps.alsoRestores = true;
    expect(linesOf('pending', await visitor.get('/dashboard', format))).toHaveLength(1);
    for (const path of ['/dashboard', '/', '/profile', '/session', '/login/totp']) {
      const { setCookies } = await visitor.get(path, format);
      expect([path, setCookies.filter((line) => /^(remember|pending)=/.test(line))]).toEqual([path, []]);
    }
    expect((await visitor.get('/settings', format)).headers.get('location')).toBe(format === 'html' ? '/login/totp' : null);
    expect((await pass(visitor)).status).toBe(200);
  });

  it('goes no further when its series has been revoked meanwhile', async () => {
    const { visitor, person } = await remembered();
    steps.alsoRestores = true;
    await visitor.get('/dashboard', format);
    const owner = product.visitor();
    await logIn(owner, person);
    await pass(owner);
    const { sessions } = (await owner.get('/settings/sessions', 'json')).json;
    const device = (sessions as { id: string; current: boolean }[]).find(({ current }) => !current);
    await owner.post(`/settings/sessions/${device?.id}/revoke`, {}, 'json');
    expect((await pass(visitor)).status).toBe(401);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
  });

  it('is a guest after a logout at the step', async () => {
    const { visitor, person } = await remembered();
    steps.alsoRestores = true;
    await visitor.get('/dashboard', format);
    const copy = visitor.copy();
    await visitor.post('/logout', {}, format);
    expect(await rowsOf(product, person)).toEqual([]);
    expect((await pass(copy)).status).toBe(401);
  });
});
