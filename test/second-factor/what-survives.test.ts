import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecondFactorStatusService } from '../../src/second-factor/second-factor-status.service.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { ask, confirm, linkTo, newAddress, SUBJECTS, undo } from '../account/email/changing.js';
import { mailTo, tokenIn } from '../mail/mailbox.js';
import { announcedBy } from '../support/observing.js';
import { proveAddress, Product } from '../support/product.js';
import { PASSWORD } from '../support/visitor.js';
import { overviewOf, type Protected, withCodes } from './authenticator.js';

const NEW = { password: 'a quiet lamp above seven stairs', passwordConfirmation: 'a quiet lamp above seven stairs' };

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const accountOf = async ({ person }: Protected) => {
  const user = await product.app.get(UsersService).findByIdentifier(person.username);
  if (user === null) throw new Error('nobody has this name');
  return user;
};

const hasCodes = async (owner: Protected): Promise<boolean> =>
  (await product.app.get(SecondFactorStatusService).of((await accountOf(owner)).id)).codes;

/** The mailbox's owner chooses a new password by a mailed link. */
async function reset({ person: { email } }: Protected): Promise<void> {
  await product.visitor().post('/forgot-password', { email }, 'json');
  const token = tokenIn(await mailTo(product, email, /Choose a new password/));
  expect((await product.visitor().post('/reset-password', { token, ...NEW }, 'json')).status).toBe(204);
}

async function changeAddress({ visitor }: Protected): Promise<string> {
  const email = newAddress();
  await ask(visitor, email);
  expect((await confirm(visitor, await linkTo(product, email, SUBJECTS.change))).status).toBe(200);
  return email;
}

/** Whoever does one of these has not shown the second factor. */
const DEEDS: [name: string, deed: (owner: Protected) => Promise<unknown>][] = [
  ['a new password by a mailed link', reset],
  [
    'a change of the password',
    ({ visitor }) => visitor.post('/settings/password', { currentPassword: PASSWORD, ...NEW }, 'json'),
  ],
  ['another address', changeAddress],
  [
    'an address that is taken back',
    async (owner) => {
      await changeAddress(owner);
      expect((await undo(product.visitor(), await linkTo(product, owner.person.email, SUBJECTS.changed))).status).toBe(200);
    },
  ],
  ['"log out everywhere"', async (owner) => product.app.get(AccountChangesService).renewSecurityStamp(await accountOf(owner))],
  [
    'an account that is disabled and enabled',
    async (owner) => {
      for (const active of [false, true]) await product.app.get(AccountChangesService).setActive(await accountOf(owner), active);
    },
  ],
];

describe('of an account whose address is proven', () => {
  it.each(DEEDS)('the second factor survives %s', async (_name, deed) => {
    const owner = await withCodes(product);
    await proveAddress(product, owner.person);
    const events = announcedBy(product);
    await deed(owner);
    expect(await hasCodes(owner)).toBe(true);
    expect(events).not.toContain('second-factor-removed');
  });
});

describe('of an account whose address nobody has proven', () => {
  it('what a stranger has set up is gone when the owner of the mailbox chooses a password', async () => {
    const stranger = await withCodes(product);
    const events = announcedBy(product);
    await reset(stranger);
    expect(await hasCodes(stranger)).toBe(false);
    expect(events).toContain('second-factor-removed');
    const owner = product.visitor();
    const login = { identifier: stranger.person.username, password: NEW.password };
    expect((await owner.post('/login', login, 'json')).json).toHaveProperty('user');
    expect(await overviewOf(owner)).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
  });

  it('the second factor survives a change of the password by who is signed in', async () => {
    const owner = await withCodes(product);
    await owner.visitor.post('/settings/password', { currentPassword: PASSWORD, ...NEW }, 'json');
    expect(await overviewOf(owner.visitor)).toMatchObject({ totp: expect.any(Object), recoveryCodesLeft: 10 });
  });
});
