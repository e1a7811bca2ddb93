import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { announcedBy } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { FORMATS, isSignedIn, stateOf } from '../support/visitor.js';
import { Authenticator } from './support/authenticator.js';
import { ED25519, ES256, RS256 } from './support/key-pairs.js';
import { addPasskey, assertion, logInBy, options, register } from './support/passkeys.js';

const MOMENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

describe('a passkey', () => {
  it.each([
    ['Ed25519', ED25519],
    ['ES256', ES256],
    ['RS256', RS256],
  ])('of %s is added, and signs in a browser that knows nothing of the person', async (_name, alg) => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor, { alg });
    const browser = product.visitor();
    const { status, json } = await logInBy(browser, authenticator);
    expect(status).toBe(200);
    expect(json).toEqual({ user: expect.objectContaining({ username: visitor.person.username }), redirectTo: '/dashboard' });
    expect(await isSignedIn(browser)).toBe(true);
  });

  it('that has verified its person counts as two factors, another as one', async () => {
    const visitor = await product.signedIn();
    const [verified, present] = [await addPasskey(visitor), await addPasskey(visitor, { userVerified: false })];
    const [one, two] = [product.visitor(), product.visitor()];
    await logInBy(one, present);
    await logInBy(two, verified);
    expect(await stateOf(one)).toMatchObject({ level: 1, authentications: [{ method: 'passkey' }] });
    expect(await stateOf(two)).toMatchObject({ level: 2, authentications: [{ method: 'passkey' }] });
  });

  it('is asked for with what every browser needs, and nothing of the person', async () => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor);
    const json = await options(visitor, '/settings/passkeys');
    expect(json).toMatchObject({
      rp: { id: 'localhost', name: 'Gatehouse' },
      user: { name: visitor.person.username, displayName: visitor.person.username },
      pubKeyCredParams: [ED25519, ES256, RS256].map((alg) => ({ alg, type: 'public-key' })),
      attestation: 'none',
      authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: 'preferred' },
      excludeCredentials: [{ id: authenticator.id, type: 'public-key', transports: ['hybrid', 'internal'] }],
    });
    const handle = Buffer.from(json['user'].id, 'base64url');
    expect(handle).toHaveLength(32);
    expect((await options(visitor, '/settings/passkeys'))['user'].id).toBe(json['user'].id);
    const asked = await options(product.visitor(), '/login/passkey');
    expect(asked).toMatchObject({ rpId: 'localhost', userVerification: 'preferred', allowCredentials: [] });
  });

  it.each(FORMATS)('is listed, renamed and removed (%s)', async (format) => {
    const visitor = await product.signedIn();
    const google = 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4';
    const authenticator = await addPasskey(visitor, { synced: true, aaguid: google });
    const list = async () => (await visitor.get('/settings/passkeys', 'json')).json['passkeys'];
    const [{ id }] = await list();
    expect(await list()).toEqual([
      {
        id,
        name: 'Google Password Manager',
        createdAt: MOMENT,
        lastUsedAt: null,
        synced: true,
        discoverable: null,
        authenticator: 'Google Password Manager',
        credentialId: authenticator.id,
      },
    ]);
    const renamed = await visitor.post(`/settings/passkeys/${id}/rename`, { name: ' Mein Schlüssel ' }, format);
    expect(renamed.status).toBe(format === 'html' ? 303 : 200);
    expect((await visitor.get('/settings/passkeys')).text).toContain('Mein Schlüssel');
    expect((await visitor.post(`/settings/passkeys/${id}/rename`, { name: '' }, format)).status).toBe(422);
    expect((await visitor.post(`/settings/passkeys/${id}/rename`, { name: 'x'.repeat(61) }, format)).status).toBe(422);
    const other = await product.signedIn();
    expect((await other.post(`/settings/passkeys/${id}/remove`, {}, format)).status).toBe(404);
    expect((await visitor.post(`/settings/passkeys/${id}/remove`, {}, format)).status).toBe(format === 'html' ? 303 : 200);
    expect(await list()).toEqual([]);
    expect((await logInBy(product.visitor(), authenticator)).status).toBe(401);
  });

  it('is added by a form too, which leads back to the list', async () => {
    const visitor = await product.signedIn();
    const authenticator = new Authenticator({ origin: product.url });
    const response = JSON.stringify(authenticator.create(await options(visitor, '/settings/passkeys')));
    const answer = await visitor.post('/settings/passkeys', { response, name: 'Büro' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/settings/passkeys');
    expect((await visitor.get('/settings/passkeys')).text).toContain('Büro');
    const guest = product.visitor();
    const login = await guest.post('/login/passkey', {
      response: JSON.stringify(await assertion(guest, authenticator)),
      remember: 'on',
    });
    expect(login.status).toBe(303);
    expect(guest.cookies.has('remember')).toBe(true);
  });

  it('asks for a fresh login before it is added or removed', async () => {
    const visitor = await product.signedIn();
    await addPasskey(visitor);
    const [{ id }] = (await visitor.get('/settings/passkeys', 'json')).json['passkeys'];
    later(16 * 60_000);
    for (const path of ['options', `${id}/rename`, `${id}/remove`]) {
      const { status, json } = await visitor.post(`/settings/passkeys/${path}`, {}, 'json');
      expect([status, json['code']]).toEqual([403, 'fresh_login_required']);
    }
    vi.useRealTimers();
  });

  it('makes a session fresh again, under a new id', async () => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor);
    const before = visitor.cookies.get('session');
    later(16 * 60_000);
    expect(await stateOf(visitor)).toMatchObject({ fresh: false });
    const response = authenticator.get(await options(visitor, '/confirm/passkey'));
    const answer = await visitor.post('/confirm/passkey', { response, next: '/settings/passkeys' }, 'json');
    expect(answer.json).toMatchObject({ redirectTo: '/settings/passkeys' });
    expect(await stateOf(visitor)).toMatchObject({ fresh: true, level: 2 });
    expect(visitor.cookies.get('session')).not.toBe(before);
    vi.useRealTimers();
  });

  it('is told of by events', async () => {
    const visitor = await product.signedIn();
    const names = announcedBy(product);
    await addPasskey(visitor);
    const [{ id }] = (await visitor.get('/settings/passkeys', 'json')).json['passkeys'];
    await visitor.post(`/settings/passkeys/${id}/rename`, { name: 'x' }, 'json');
    await visitor.post(`/settings/passkeys/${id}/remove`, {}, 'json');
    expect(names).toEqual(['passkey-added', 'passkey-renamed', 'passkey-removed']);
    vi.restoreAllMocks();
  });

  it('is one of at most 25', async () => {
    const visitor = await product.signedIn();
    for (let count = 0; count < 25; count += 1) await addPasskey(visitor);
    const { status, json } = await visitor.post('/settings/passkeys/options', {}, 'json');
    expect([status, json['errors']]).toEqual([422, { response: [expect.stringContaining('at most 25 passkeys')] }]);
  });

  it('cannot be used by an account that is disabled', async () => {
    const visitor = await product.signedIn();
    const authenticator = await addPasskey(visitor);
    const user = await product.app.get(UsersService).findByIdentifier(visitor.person.username);
    if (user !== null) await product.app.get(AccountChangesService).setActive(user, false);
    expect((await logInBy(product.visitor(), authenticator)).json).toMatchObject({ status: 401, code: 'invalid_passkey' });
  });
});

describe('what browsers fetch by themselves', () => {
  it('says where passkeys are managed, as JSON whatever is accepted', async () => {
    for (const accept of ['text/html', '*/*']) {
      const answer = await product.visitor().send('/.well-known/passkey-endpoints', { headers: { accept } });
      expect(answer.headers.get('content-type')).toContain('application/json');
      const page = `${product.url}/settings/passkeys`;
      expect(answer.json).toEqual({ enroll: page, manage: page });
    }
    expect((await product.visitor().get('/.well-known/webauthn')).status).toBe(404);
  });
});

it('a passkey that somebody has already belongs to nobody else', async () => {
  const [one, other] = [await product.signedIn(), await product.signedIn()];
  const authenticator = await addPasskey(one);
  const { status, json } = await register(other, authenticator);
  expect([status, json['errors'].response[0]]).toEqual([422, expect.stringContaining('belongs to an account already')]);
});
