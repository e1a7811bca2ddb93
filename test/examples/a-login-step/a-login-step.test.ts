import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { FORMATS, logIn, type Person, register, someone, type Visitor } from '../../support/visitor.js';
import { CodeModule } from './code.module.js';
import { CODES } from './code.step.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_ACCOUNT: '3/15m' }, [CodeModule]);
});

afterEach(() => CODES.clear());

afterAll(() => product.remove());

/** Somebody whose logins ask for a code. */
async function withCode(visitor: Visitor): Promise<Person> {
  const person = someone();
  const registered = await register(visitor, person);
  CODES.set(registered.json['user'].id, '424242');
  return person;
}

const isSignedIn = async (visitor: Visitor) => (await visitor.get('/session', 'json')).json['authenticated'] as boolean;

describe.each(FORMATS)("the guide's login step (%s)", (format) => {
  it('comes after the password, and a right code signs in', async () => {
    const visitor = product.visitor();
    const person = await withCode(visitor);
    const answer = await logIn(visitor, person, format, { next: '/profile' });
    const led = { html: [303, '/login/code'], json: [200, null] };
    expect([answer.status, answer.headers.get('location')]).toEqual(led[format]);
    expect(answer.json).toEqual(format === 'json' ? { step: 'code', redirectTo: '/login/code' } : {});
    expect((await visitor.get('/login/code', format)).status).toBe(200);
    expect(await isSignedIn(visitor)).toBe(false);

    const passed = await visitor.post('/login/code', { code: ' 424242 ' }, format);
    expect(format === 'html' ? passed.headers.get('location') : passed.json['redirectTo']).toBe('/profile');
    const session = (await visitor.get('/session', 'json')).json;
    expect(session['authentications']).toMatchObject([{ method: 'password' }, { method: 'code' }]);
  });

  it('says what is wrong with a code, and takes a right one afterwards', async () => {
    const visitor = product.visitor();
    await logIn(visitor, await withCode(visitor), format);
    const [empty, wrong] = [
      await visitor.post('/login/code', {}, format),
      await visitor.post('/login/code', { code: '1' }, format),
    ];
    expect([empty.status, wrong.status]).toEqual([422, 401]);
    expect(empty.text).toContain('Please enter your code');
    expect(wrong.text).toContain('This code is not right.');
    await visitor.post('/login/code', { code: '424242' }, format);
    expect(await isSignedIn(visitor)).toBe(true);
  });

  it('counts wrong codes, also of a device that is known and between right passwords', async () => {
    const visitor = product.visitor();
    const person = await withCode(visitor);
    await logIn(visitor, person, format);
    await visitor.post('/login/code', { code: '424242' }, format);
    await visitor.post('/logout');
    const statuses: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      await logIn(visitor, person, format);
      statuses.push((await visitor.post('/login/code', { code: '1' }, format)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it('is not asked of somebody who has no code', async () => {
    const visitor = product.visitor();
    const person = someone();
    await register(visitor, person);
    await logIn(visitor, person, format);
    expect(await isSignedIn(visitor)).toBe(true);
  });
});
