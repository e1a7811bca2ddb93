import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsersService } from '../../src/users/users.service.js';
import { storedKeys } from '../support/observing.js';
import { AskedSteps, Product, TwoSteps } from '../support/product.js';
import { logIn, pass, signIn, stateOf, target, type Visitor } from '../support/visitor.js';

let two: TwoSteps;

beforeAll(async () => {
  two = await TwoSteps.start();
});

afterAll(() => two.remove());

const isSignedIn = async (visitor: Visitor) => (await stateOf(visitor))['authenticated'] as boolean;

describe('a pending login', () => {
  it('leaves nothing in the stores', async () => {
    const keys = storedKeys(two.here);
    const visitor = two.here.visitor();
    const person = await two.steps.someoneAsked(visitor);
    const before = await keys.beginningWith('');
    await logIn(visitor, person, 'json', { remember: true });
    await visitor.get('/login/first');
    expect(await keys.beginningWith('')).toEqual(before);
    await keys.close();
  });

  it('shows neither security stamp nor hash tag to whoever holds its cookie', async () => {
    const { visitor, person } = await two.atStep('second');
    const user = await two.here.app.get(UsersService).findByIdentifier(person.username);
    const value = Buffer.from((visitor.cookies.get('pending') ?? '').split('.')[0] ?? '', 'base64url').toString();
    expect(value).toContain('"passed":["first"]');
    for (const secret of [user?.securityStamp, user?.hashTag]) expect(value).not.toContain(secret);
  });

  it('of somebody else revokes the session that the browser has, at the last step and not before', async () => {
    const { visitor } = await two.atStep('first');
    const browser = two.here.visitor();
    const other = await signIn(browser);
    browser.cookies.set('pending', visitor.cookies.get('pending') ?? '');
    await pass(browser, 'first');
    expect((await stateOf(browser))['user'].username).toBe(other.username);
    const [old] = [browser.copy()];
    await pass(browser, 'second');
    expect((await stateOf(browser))['user'].username).not.toBe(other.username);
    expect(await isSignedIn(old)).toBe(false);
  });

  it('with an address of 2,048 characters that JSON has to escape still fits into a cookie', async () => {
    const { visitor } = await two.atStep('first', { next: `/x?${'\\'.repeat(2_000)}` });
    expect((visitor.cookies.get('pending') ?? '').length).toBeLessThan(4_000);
    await pass(visitor, 'first');
    expect(target(await pass(visitor, 'second'))).toBe('/dashboard');
  });
});

describe('steps that cannot work', () => {
  it('stop the start, such as two of one name', async () => {
    const twice = new AskedSteps();
    await expect(Product.start({}, [twice.module('same', 1), twice.module('same', 2)])).rejects.toThrow();
  });
});
