import { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unitOfWork } from '../../src/database/unit-of-work.js';
import { TrustedDevice } from '../../src/second-factor/trusted-devices/trusted-device.entity.js';
import { trustSomeDevice } from '../second-factor/factors.js';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { logIn, PASSWORD, signIn, someone } from '../support/visitor.js';
import { runUser, typeAtTerminal } from './operator.js';

let storage: Storage;

beforeAll(async () => {
  storage = await freshStorage();
});

afterAll(() => storage.remove());

const user = (args: string[], input = '') => runUser(storage, args, input);

describe("the operator's console", { timeout: 180_000 }, () => {
  const person = someone();

  it('creates an account by the rules of the web, with the password from standard input', async () => {
    const refused = await user(['create', 'x!', 'nowhere'], 'short\n');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('username: Please provide a valid name');
    expect(refused.err).toContain('password: Passwords must be at least 8 characters long');
    const created = await user(['create', person.username, person.email], `${PASSWORD}\n`);
    expect(created).toMatchObject({ code: 0, out: expect.stringContaining(person.email) });
    expect(created.out + created.err).not.toContain(PASSWORD);
    expect((await user(['create', person.username, 'other@example.org'], PASSWORD)).err).toContain('Username already taken');
  });

  it('shows, disables, enables, logs out and deletes; the web feels it at the next request', async () => {
    const signedIn = async (product: Product) => {
      const visitor = product.visitor();
      expect((await logIn(visitor, person, 'json', { remember: true })).status).toBe(200);
      return visitor;
    };
    // Embedded, the storage has one process: the product stops for the operator and starts again.
    const between = async (product: Product | undefined, args: string[]) => {
      if (!storage.onServers) await product?.close();
      const result = await user(args);
      return { result, product: storage.onServers && product ? product : await Product.on(storage) };
    };
    let product = await Product.on(storage);
    for (const deed of ['disable', 'enable', 'logout', 'delete']) {
      const visitor = deed === 'enable' ? undefined : await signedIn(product);
      await trustSomeDevice(product, person);
      const after = await between(product, [deed, person.email.toUpperCase()]);
      expect(after.result).toMatchObject({ code: 0, err: '' });
      product = after.product;
      // Whatever logs somebody out everywhere may be done for a device that is lost.
      expect([deed, await unitOfWork(product.app.get(EntityManager)).count(TrustedDevice)]).toEqual([deed, 0]);
      if (visitor) {
        const again = visitor.copy(product.url);
        expect((await again.get('/session', 'json')).json).toEqual({ authenticated: false });
        expect((await again.get('/dashboard', 'json')).status).toBe(401);
        expect([...again.cookies.keys()]).toEqual(['device']);
      }
      const state = (await logIn(product.visitor(), person)).status;
      expect([deed, state]).toEqual([deed, deed === 'disable' || deed === 'delete' ? 401 : 200]);
    }
    await product.close();
    expect(await user(['show', person.username])).toMatchObject({ code: 1, err: 'There is no such account.\n' });
  });

  it('gives an account a new password by the rules of the web, and logs it out everywhere', async () => {
    const before = await Product.on(storage);
    const visitor = before.visitor();
    const somebody = await signIn(visitor);
    await before.close();
    const refused = await user(['password', somebody.username], `${somebody.email}\n`);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^password: .*\n$/)]);
    const set = await user(['password', somebody.email], 'a new one that is long enough\n');
    expect(set).toEqual({ code: 0, out: `${somebody.username}: has the new password and is logged out everywhere\n`, err: '' });
    const after = await Product.on(storage);
    expect((await visitor.copy(after.url).get('/session', 'json')).json).toEqual({ authenticated: false });
    expect((await logIn(after.visitor(), somebody)).status).toBe(401);
    expect((await logIn(after.visitor(), { ...somebody, password: 'a new one that is long enough' })).status).toBe(200);
    await after.close();
    expect(await user(['password', 'nobody-at-all'], PASSWORD)).toMatchObject({ code: 1, err: 'There is no such account.\n' });
  });

  it('asks twice at a terminal, shows nothing of what is typed, and takes it only when both are the same', async () => {
    const [first, second] = ['rivers carry stones', 'stones carry rivers'];
    const seen = await typeAtTerminal(storage, ['create', 'typist', 'typist@example.org'], [first, second]);
    expect(seen.split('\r\n')).toEqual([
      'Password: ',
      'The same again: ',
      expect.stringMatching(/^passwordConfirmation: Passwords must match/),
      '',
    ]);
  });

  it('says how to go on when the embedded storage is in use, and how it is used', async () => {
    expect((await user([])).code).toBe(2);
    expect((await user(['__proto__', 'x'])).code).toBe(2);
    if (storage.onServers) return;
    const product = await Product.on(storage);
    const refused = await user(['show', person.username]);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/Another process already uses the data .* Stop it first/);
    await product.close();
  });
});
