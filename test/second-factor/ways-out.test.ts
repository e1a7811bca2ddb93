import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { addPasskey } from '../passkeys/support/passkeys.js';
import { Product } from '../support/product.js';
import { logIn } from '../support/visitor.js';
import { Owner } from './factors.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const LETTERS = 'inputmode="text"';
const DIGITS = 'inputmode="numeric"';

describe('a page that asks for a code', () => {
  it('at /confirm leads to the keyboard for a recovery code and back, and keeps it, level and way on', async () => {
    const visitor = await product.signedIn();
    const owner = await Owner.setUp(product, visitor.person);
    const asked = await visitor.get('/confirm?next=%2Fprofile&level=2');
    expect(asked.text).toContain(DIGITS);
    expect(asked.text).toContain('href="/confirm?next=%2Fprofile&amp;level=2&amp;recovery=1"');
    const recovery = await visitor.get('/confirm?next=%2Fprofile&level=2&recovery=1');
    expect(recovery.text).toContain(LETTERS);
    expect(recovery.text).toContain('href="/confirm?next=%2Fprofile&amp;level=2"');
    const fields = { next: '/profile', level: '2', recovery: '1' };
    const refused = await visitor.post('/confirm', { code: owner.wrong(), ...fields });
    expect([refused.status, refused.text.includes(LETTERS)]).toEqual([401, true]);
    const [code = ''] = owner.recoveryCodes;
    const confirmed = await visitor.post('/confirm', { code, ...fields });
    expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, '/profile']);
  });

  it('tells no program of keyboards', async () => {
    const visitor = await product.signedIn();
    await Owner.setUp(product, visitor.person);
    expect((await visitor.get('/confirm?level=2&recovery=1', 'json')).json).not.toHaveProperty('recovery');
  });

  it('asks nobody for a code of an app who has none: a passkey, or a recovery code in its place', async () => {
    const visitor = await product.signedIn();
    await addPasskey(visitor, { userVerified: false });
    await addPasskey(visitor, { userVerified: false });
    const user = await product.app.get(UsersService).findByIdentifier(visitor.person.username);
    if (user === null) throw new Error('nobody has this name');
    await product.app.get(AccountChangesService).changeInTransaction(user, (account) => {
      account.passkeyAfterPassword = true;
    });
    const guest = product.visitor();
    await logIn(guest, visitor.person);
    const { text } = await guest.get('/login/second-factor');
    expect(text).toContain('Use one of your passkeys.');
    expect(text).toContain(LETTERS);
    expect(text).not.toContain('authenticator app');
    // Without a script its only button is not shown, which the page has to say.
    expect(text).toContain('This browser cannot use a passkey here.');
  });

  it('at /confirm says what is missing where only a passkey would do', async () => {
    const visitor = await product.signedIn();
    await addPasskey(visitor, { userVerified: false });
    const { text } = await visitor.get('/confirm?level=2');
    expect(text).toContain('This browser cannot use a passkey here.');
  });
});
