import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { LastAdmin } from '../../src/users/last-admin.js';
import { AccountRemoval } from '../../src/users/removal/account-removal.js';
import { UsersService } from '../../src/users/users.service.js';
import { UnprovenSweep } from '../../src/auth/verification/unproven-sweep.js';
import { end } from '../account/deletion/ending.js';
import { later, Product, removeBoth, sideBySide, giveRoles, takeRole } from '../support/product.js';
import { copyOf, FORMATS, isSignedIn, logIn, type Person, signIn, type Visitor } from '../support/visitor.js';

let here: Product;
let there: Product;

beforeEach(async () => {
  [here, there] = await sideBySide();
});

afterEach(async () => {
  vi.useRealTimers();
  await removeBoth([here, there]);
});

interface Admin {
  readonly visitor: Visitor;
  readonly person: Person;
}

async function admin(): Promise<Admin> {
  const visitor = here.visitor();
  const person = await signIn(visitor);
  await giveRoles(here, person, 'admin');
  return { visitor, person };
}

async function accountOf({ person }: Admin, product = here) {
  const user = await product.app.get(UsersService).findByIdentifier(person.username);
  if (user === null) throw new Error('nobody has this name');
  return user;
}

/** Each of these ends an administrator. */
const ENDS: [what: string, end: (admin: Admin, product: Product) => Promise<unknown>][] = [
  ['the role is taken away', ({ person }, product) => takeRole(product, person, 'admin')],
  [
    'the account is disabled',
    async (one, product) => product.app.get(AccountChangesService).setActive(await accountOf(one), false),
  ],
  [
    'the account is deleted',
    async (one, product) =>
      product.app.get(AccountRemoval).remove((await accountOf(one)).id, { reason: 'operator', username: 'free' }),
  ],
  [
    'a module changes the row in its own way',
    async (one, product) =>
      product.app.get(AccountChangesService).changeInTransaction(await accountOf(one), (user) => {
        user.deleteAt = new Date(Date.now() + 60_000);
      }),
  ],
];

describe.each(ENDS)('the last administrator stays when %s', (_what, endIt) => {
  it('and does not when there is another one', async () => {
    const [first, second] = [await admin(), await admin()];
    await endIt(first, here);
    await expect(endIt(second, there)).rejects.toThrow(LastAdmin);
    expect((await accountOf(second)).roles).toEqual(['admin']);
    expect(await isSignedIn(copyOf(second.visitor, there))).toBe(true);
  });

  it('and one of two stays when both are ended at once, on two instances', async () => {
    const both = [await admin(), await admin()];
    const ended = await Promise.allSettled(both.map((one, count) => endIt(one, count === 0 ? here : there)));
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: expect.any(LastAdmin) });
  });
});

describe.each(FORMATS)('the last administrator (%s)', (format) => {
  it('cannot close the own account, is told why, and stays signed in', async () => {
    const { visitor, person } = await admin();
    const answer = await end(visitor, person, format);
    expect([answer.status, answer.text]).toEqual([
      422,
      expect.stringContaining('This is the last active account with the role admin.'),
    ]);
    if (format === 'json') expect(answer.json['code']).toBe('last_admin');
    else expect(answer.text).toContain('Delete my account');
    expect(await isSignedIn(visitor)).toBe(true);
    // Once there is another one, the same form succeeds.
    await admin();
    expect((await end(visitor, person, format)).status).toBe(format === 'json' ? 202 : 303);
  });

  it('cannot delete the own account at once either', async () => {
    const atOnce = await Product.start({ DELETION_GRACE: '0' });
    const visitor = atOnce.visitor();
    const person = await signIn(visitor);
    await giveRoles(atOnce, person, 'admin');
    expect((await end(visitor, person, format)).status).toBe(422);
    expect(await isSignedIn(visitor)).toBe(true);
    await atOnce.remove();
  });
});

describe('whoever is no active administrator', () => {
  it('does not count: disabled and closed ones leave the last one alone', async () => {
    const [disabled, closed, last] = [await admin(), await admin(), await admin()];
    await here.app.get(AccountChangesService).setActive(await accountOf(disabled), false);
    expect((await end(closed.visitor, closed.person)).status).toBe(202);
    await expect(takeRole(here, last.person, 'admin')).rejects.toThrow(LastAdmin);
    // A login brings the closed one back, and the next one may go.
    expect((await logIn(here.visitor(), closed.person)).status).toBe(200);
    await takeRole(here, last.person, 'admin');
    // Those that do not count may be stripped and removed freely.
    await takeRole(here, disabled.person, 'admin');
    await here.app.get(AccountRemoval).remove((await accountOf(disabled)).id, { reason: 'operator', username: 'free' });
  });

  it('may be ended where there has never been one', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    expect((await end(visitor, person)).status).toBe(202);
  });
});

it('the last administrator is not swept away for an address that nobody has proven', async () => {
  const one = await admin();
  const { id } = await accountOf(one);
  const other = here.visitor();
  const unproven = await signIn(other);
  for (const account of [await accountOf(one), await accountOf({ visitor: other, person: unproven })]) {
    await here.app
      .get(AccountChangesService)
      .changeInTransaction(account, (user) => void (user.purgeAt = new Date(Date.now() + 1_000)));
  }
  later(2_000);
  await here.app.get(UnprovenSweep).sweep();
  expect(await here.app.get(UsersService).findById(id)).not.toBeNull();
  expect(await here.app.get(UsersService).findByIdentifier(unproven.username)).toBeNull();
});
