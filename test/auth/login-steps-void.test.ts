import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { principalOfUser } from '../../src/users/principal/principal.js';
import { AccountRemoval } from '../../src/users/removal/account-removal.js';
import { UsersService } from '../../src/users/users.service.js';
import { later, TwoSteps } from '../support/product.js';
import { type Format, FORMATS, linesOf, pass, type Person, stateOf, target, type Visitor } from '../support/visitor.js';

let two: TwoSteps;

beforeAll(async () => {
  two = await TwoSteps.start();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

afterAll(() => two.remove());

const isSignedIn = async (visitor: Visitor) => (await stateOf(visitor))['authenticated'] as boolean;

/** Asserts that this step is closed to the browser, by its page and by the right code, and that nobody is signed in. */
async function expectClosed(what: string, visitor: Visitor, step: string, format: Format): Promise<void> {
  for (const ask of [
    (one: Visitor) => one.get(`/login/${step}`, format),
    (one: Visitor) => pass(one, step, format, { another: 'request' }),
  ]) {
    const one = visitor.copy();
    const { status, headers, json } = await ask(one);
    const closed = { html: [303, expect.stringMatching(/^\/login(\?|$)/)], json: [401, null] };
    expect([what, status, headers.get('location')]).toEqual([what, ...closed[format]]);
    expect([what, json['code']]).toEqual([what, format === 'json' ? 'login_required' : undefined]);
    expect([what, await isSignedIn(one)]).toEqual([what, false]);
  }
}

describe.each(FORMATS)('a pending login (%s)', (format) => {
  it.each(['first', 'second'] as const)(
    'is void at its %s step: too old, of another stamp, used, after a logout, not ours',
    async (step) => {
      const changes = two.here.app.get(AccountChangesService);
      const removal = two.here.app.get(AccountRemoval);
      const users = two.here.app.get(UsersService);
      const finish = async (visitor: Visitor) => {
        if (step === 'first') await pass(visitor, 'first');
        expect((await pass(visitor, 'second')).status).toBe(200);
      };
      const account = async ({ username }: Person) => (await users.findByIdentifier(username)) ?? expect.fail('no account');
      const ends: [string, (visitor: Visitor, person: Person) => unknown][] = [
        ['no cookie', (visitor) => visitor.cookies.clear()],
        ['another stamp', async (_visitor, person) => changes.renewSecurityStamp(await account(person))],
        [
          'another password',
          async (_visitor, person) => changes.changePassword(principalOfUser(await account(person)), 'x', () => undefined),
        ],
        ['a disabled account', async (_visitor, person) => changes.setActive(await account(person), false)],
        [
          'a deleted account',
          async (_visitor, person) => removal.remove((await account(person)).id, { reason: 'operator', username: 'reserved' }),
        ],
        ['used', (visitor) => finish(visitor.copy())],
        ['a logout', (visitor) => visitor.copy().post('/logout')],
        ['a logout at the other instance', (visitor) => two.atThere(visitor).post('/logout')],
        ['a forged signature', (visitor) => visitor.cookies.set('pending', `${visitor.cookies.get('pending')}x`)],
        ['a cookie of another kind', (visitor) => visitor.cookies.set('pending', visitor.cookies.get('device') ?? 'x')],
        ['older than ten minutes', () => later(600_001)],
      ];
      for (const [what, end] of ends) {
        const { visitor, person } = await two.atStep(step);
        expect([what, (await visitor.get(`/login/${step}`)).status]).toEqual([what, 200]);
        await end(visitor, person);
        await expectClosed(what, visitor, step, format);
      }
    },
  );

  it('cannot be skipped, repeated or swapped', async () => {
    const { visitor } = await two.atStep('first');
    const before = visitor.copy();
    await expectClosed('the second before the first', visitor, 'second', format);
    await pass(visitor, 'first', format);
    await expectClosed('the first once more', visitor, 'first', format);
    await expectClosed('the first with the cookie from before it', before, 'first', format);
    await expectClosed('the second with the cookie from before the first', before, 'second', format);
    expect(target(await pass(visitor, 'second', format))).toBe('/dashboard');
  });

  it('tells why it is over, clears what we signed, and leaves what is not ours', async () => {
    const { visitor } = await two.atStep('first', { next: '/profile?x=1' });
    const foreign = visitor.copy();
    foreign.cookies.set('pending', 'of.a-neighbour');
    expect(linesOf('pending', await foreign.get('/login/first', format))).toEqual([]);
    expect(linesOf('pending', await foreign.post('/logout', {}, format))).toEqual([]);
    later(600_001);
    const told = await visitor.get('/login/first', format);
    expect(linesOf('pending', told)).toHaveLength(1);
    if (format === 'json') expect(told.json['detail']).toBe('Your session has expired. Please log in again.');
    else expect(told.headers.get('location')).toBe('/login?next=%2Fprofile%3Fx%3D1');
  });
});
