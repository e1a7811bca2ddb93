import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, isSignedIn, logIn, stateOf, target, type Visitor } from '../support/visitor.js';
import { addPasskey, assertion, options, register } from './support/passkeys.js';
import { Authenticator } from './support/authenticator.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const KINDS = [
  { resident: true, userVerified: true },
  { resident: true, userVerified: false },
  { resident: false, userVerified: true },
  { resident: false, userVerified: false },
] as const;

const listed = async (visitor: Visitor) => (await visitor.get('/settings/passkeys', 'json')).json['passkeys'];

describe.each(FORMATS)('an authenticator (%s)', (format) => {
  const accepted = format === 'html' ? 303 : 200;

  it.each(KINDS)('that keeps its passkeys: $resident, and verifies its person: $userVerified', async (kind) => {
    const visitor = await product.signedIn();
    const authenticators = [await addPasskey(visitor, kind), await addPasskey(visitor, kind)];
    const [authenticator] = authenticators as [Authenticator, Authenticator];
    expect(await listed(visitor)).toMatchObject([{ discoverable: kind.resident }, { discoverable: kind.resident }]);
    expect((await visitor.get('/settings/passkeys')).text.includes('Only beside the password')).toBe(!kind.resident);

    // It logs in alone only where it knows whose it is; nobody is told more.
    const guest = product.visitor();
    const asked = await options(guest, '/login/passkey');
    expect(asked['allowCredentials']).toEqual([]);
    const alone = await guest.post('/login/passkey', { response: JSON.stringify(authenticator.get(asked)) }, format);
    expect(alone.status).toBe(kind.resident ? accepted : 401);
    expect(await isSignedIn(guest)).toBe(kind.resident);
    if (kind.resident) expect(await stateOf(guest)).toMatchObject({ level: kind.userVerified ? 2 : 1 });

    // After the password, and where a session is to be fresh or of level 2, the site names those that it means.
    expect((await visitor.post('/settings/second-factor/passkey-after-password', { wanted: 'on' }, format)).status).toBe(
      accepted,
    );
    const second = product.visitor();
    expect(target(await logIn(second, visitor.person, format))).toBe('/login/second-factor');
    const step = await options(second, '/login/second-factor/passkey');
    const ids = authenticators.map(({ id }) => expect.objectContaining({ id }));
    expect(step['allowCredentials']).toEqual(ids);
    const passed = await second.post(
      '/login/second-factor/passkey',
      { response: JSON.stringify(authenticator.get(step)) },
      format,
    );
    expect(passed.status).toBe(accepted);
    expect(await stateOf(second)).toMatchObject({ authenticated: true, level: 2 });
    const proof = await options(second, '/confirm/passkey');
    expect(proof['allowCredentials']).toEqual(ids);
    const confirmed = await second.post('/confirm/passkey', { response: JSON.stringify(authenticator.get(proof)) }, format);
    expect(confirmed.status).toBe(accepted);
  });

  it('is asked to keep its passkey if it can, and to verify its person if it can', async () => {
    const { authenticatorSelection } = await options(await product.signedIn(), '/settings/passkeys');
    expect(authenticatorSelection).toMatchObject({ residentKey: 'preferred', userVerification: 'preferred' });
  });

  it.each([[undefined], ['x'], [{ credProps: 'x' }], [{ credProps: { rk: 'true' } }], [null]])(
    'whose browser says nothing that is known of it, such as %j, is taken all the same',
    async (clientExtensionResults) => {
      const visitor = await product.signedIn();
      const authenticator = new Authenticator({ origin: visitor.origin });
      const made = authenticator.create(await options(visitor, '/settings/passkeys'));
      const response = { ...made, clientExtensionResults };
      const answer = await visitor.post('/settings/passkeys', { response: JSON.stringify(response) }, format);
      expect(answer.status).toBe(format === 'html' ? 303 : 201);
      expect(await listed(visitor)).toMatchObject([{ discoverable: null }]);
      expect((await visitor.get('/settings/passkeys')).text).not.toContain('Only beside the password');
    },
  );
});

it('a passkey that is kept nowhere counts for one account only, as every other', async () => {
  const [one, other] = [await product.signedIn(), await product.signedIn()];
  const authenticator = await addPasskey(one, { resident: false });
  expect((await register(other, authenticator)).status).toBe(422);
  const guest = product.visitor();
  // A browser that made the handle up would say whose it is, and the signature says nothing of it: it is the account's own.
  const posted = await assertion(guest, authenticator);
  const response = { ...posted, response: { ...posted.response, userHandle: Buffer.alloc(32).toString('base64url') } };
  expect((await guest.post('/login/passkey', { response }, 'json')).status).toBe(401);
});
