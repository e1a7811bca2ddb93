import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { announcedBy } from '../support/observing.js';
import { Product } from '../support/product.js';
import { FORMATS, isSignedIn, logIn, type Person, stateOf, target } from '../support/visitor.js';
import { Owner } from '../second-factor/factors.js';
import type { SignedInVisitor } from '../../src/testing/person.js';
import { addPasskey, logInBy, options } from './support/passkeys.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_PASSKEY: '3/15m', THROTTLE_ACCOUNT: '3/15m' });
});

afterEach(() => void vi.restoreAllMocks());
afterAll(() => product.remove());

/** Somebody who wants a passkey asked for after the password. */
async function wishing(passkeys: number) {
  const visitor = await product.signedIn();
  const authenticators = [];
  for (let count = 0; count < passkeys; count += 1) authenticators.push(await addPasskey(visitor, { userVerified: false }));
  await wish(visitor.person);
  return { visitor, authenticators };
}

async function wish({ username }: Person): Promise<void> {
  const user = await product.app.get(UsersService).findByIdentifier(username);
  if (user === null) throw new Error('nobody has this name');
  await product.app.get(AccountChangesService).changeInTransaction(user, (account) => void (account.passkeyAfterPassword = true));
}

const listed = async (visitor: SignedInVisitor): Promise<{ id: string }[]> =>
  (await visitor.get('/settings/passkeys', 'json')).json['passkeys'];

describe('a passkey after the password', () => {
  it.each(FORMATS)('passes the second step, with trust for this device (%s)', async (format) => {
    const { visitor, authenticators } = await wishing(2);
    const guest = product.visitor();
    const begun = await logIn(guest, visitor.person, format);
    expect(target(begun)).toBe('/login/second-factor');
    expect((await guest.get('/login/second-factor')).text).toContain('action="/login/second-factor/passkey"');
    const asked = await options(guest, '/login/second-factor/passkey');
    expect(asked['allowCredentials']).toHaveLength(2);
    const response = JSON.stringify(authenticators[0]?.get(asked));
    const { status } = await guest.post('/login/second-factor/passkey', { response, trust: 'on' }, format);
    expect(status).toBe(format === 'html' ? 303 : 200);
    expect(await stateOf(guest)).toMatchObject({ level: 2, authentications: [{ method: 'password' }, { method: 'passkey' }] });
    expect([...guest.cookies.keys()]).toContain('trusted');
  });

  it.each(FORMATS)('of another person does not, and the page asks again (%s)', async (format) => {
    const { visitor } = await wishing(2);
    const other = await wishing(2);
    const guest = product.visitor();
    await logIn(guest, visitor.person);
    const posted = other.authenticators[0]?.get(await options(guest, '/login/second-factor/passkey'));
    const answer = await guest.post('/login/second-factor/passkey', { response: JSON.stringify(posted) }, format);
    expect(answer.status).toBe(401);
    if (format === 'html') expect(answer.text).toContain('action="/login/second-factor/passkey"');
    expect(await isSignedIn(guest)).toBe(false);
  });

  it('is not asked for after a passkey that has verified its person, whatever else is set up', async () => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor);
    await Owner.setUp(product, visitor.person);
    const guest = product.visitor();
    expect((await logInBy(guest, authenticator)).json).toMatchObject({ redirectTo: '/dashboard' });
    expect(await stateOf(guest)).toMatchObject({ level: 2 });
  });

  it('asks for a pending login', async () => {
    const { status } = await product.visitor().post('/login/second-factor/passkey/options', {}, 'json');
    expect(status).toBe(401);
  });

  it.each(FORMATS)('stays possible: the last ones cannot be removed (%s)', async (format) => {
    const { visitor } = await wishing(2);
    const [first] = await listed(visitor);
    const answer = await visitor.post(`/settings/passkeys/${first?.id}/remove`, {}, format);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Switch that off first');
    expect(await listed(visitor)).toHaveLength(2);
  });

  it.each(FORMATS)('needs one, whatever recovery codes there are, until it is switched off (%s)', async (format) => {
    const visitor = await product.signedIn();
    for (let count = 0; count < 2; count += 1) await addPasskey(visitor);
    const owner = await Owner.setUp(product, visitor.person);
    await wish(visitor.person);
    const events = announcedBy(product);
    const [first, last] = await listed(visitor);
    const remove = (id = '') => visitor.post(`/settings/passkeys/${id}/remove`, {}, format);
    const accepted = format === 'html' ? 303 : 200;
    expect((await remove(first?.id)).status).toBe(accepted);
    const refused = await remove(last?.id);
    expect(refused.status).toBe(422);
    if (format === 'json')
      expect(refused.json['errors']).toEqual({ [`passkey-${last?.id}`]: [expect.stringContaining('Switch that off')] });
    else expect(refused.text).toMatch(new RegExp(`id="passkey-${last?.id}-error"[^]*Switch that off first`));
    // Nothing is removed by what was refused, and nobody is told that it was.
    expect(await listed(visitor)).toEqual([expect.objectContaining({ id: last?.id })]);
    expect(events).toEqual(['passkey-removed']);
    expect((await visitor.post('/confirm', { code: await owner.code() }, 'json')).status).toBe(200);
    await visitor.post('/settings/second-factor/passkey-after-password', { wanted: 'off' }, format);
    expect((await remove(last?.id)).status).toBe(accepted);
    expect(await listed(visitor)).toEqual([]);
  });

  it('keeps one of two that are removed at once', async () => {
    const { visitor } = await wishing(2);
    await Owner.setUp(product, visitor.person);
    const all = await listed(visitor);
    const answers = await Promise.all(all.map(({ id }) => visitor.copy().post(`/settings/passkeys/${id}/remove`, {}, 'json')));
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 422]);
    expect(await listed(visitor)).toHaveLength(1);
  });
});

describe('an account with a second factor', () => {
  it('asks for level 2 before it takes another passkey, and a passkey gives it', async () => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor, { userVerified: false });
    await Owner.setUp(product, visitor.person);
    for (const path of ['', '/options']) {
      const { status, json } = await visitor.post(`/settings/passkeys${path}`, {}, 'json');
      expect([status, json['code']]).toEqual([403, 'second_factor_required']);
    }
    expect((await visitor.get('/confirm')).text).toContain('action="/confirm/passkey"');
    const response = authenticator.get(await options(visitor, '/confirm/passkey'));
    expect((await visitor.post('/confirm/passkey', { response }, 'json')).status).toBe(200);
    await addPasskey(visitor);
  });
});

describe('refused passkeys', () => {
  it('are told so, and too many of one address are a 429, but a right one passes', async () => {
    const authenticator = await addPasskey(await product.signedIn());
    const tries = [];
    for (let count = 0; count < 5; count += 1)
      tries.push(await product.visitor().post('/login/passkey', { response: '{}' }, 'json'));
    expect(tries.at(-1)).toMatchObject({ status: 429, json: { code: 'too_many_attempts' } });
    expect(tries.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await logInBy(product.visitor(), authenticator)).status).toBe(200);
  });

  it('are apart from wrong passwords, which keep nobody out who has a passkey', async () => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor);
    const stranger = product.visitor();
    for (let count = 0; count < 4; count += 1) await logIn(stranger, { ...visitor.person, password: 'not this one' });
    expect((await logIn(stranger, visitor.person)).status).toBe(429);
    expect((await logInBy(product.visitor(), authenticator)).status).toBe(200);
  });
});
