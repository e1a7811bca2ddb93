import { afterAll, beforeAll, expect, it } from 'vitest';
import { Controller, Get, Module } from '@nestjs/common';
import { FreshLogin } from '../../src/auth/access/access.decorators.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { addPasskey, options } from '../passkeys/support/passkeys.js';
import { linesOf, FORMATS, logIn, register, someone, stateOf, target } from '../support/visitor.js';
import { proveAddress, Product } from '../support/product.js';
import { codeOf } from './authenticator.js';
import { Owner, secondStep } from './factors.js';

@Controller('vault')
class VaultController {
  @Get()
  @FreshLogin({ by: 'passkey' })
  open() {
    return { opened: true };
  }
}

@Module({ controllers: [VaultController] })
class VaultModule {}

let product: Product;

beforeAll(async () => {
  const env = {
    REQUIRE_SECOND_FACTOR: 'everybody',
    EMAIL_VERIFICATION: 'required',
    SECOND_FACTOR_TRUST: '0s',
    MAIL_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'site@example.org',
  };
  product = await Product.start(env, [VaultModule]);
});

afterAll(() => product.remove());

it.each(FORMATS)('the steps come in their order: second factor, address, a new password (%s)', async (format) => {
  const [visitor, person] = [product.visitor(), someone()];
  await register(product.visitor(), person);
  const owner = await Owner.setUp(product, person);
  const user = await product.app.get(UsersService).findByIdentifier(person.username);
  await product.app.get(AccountChangesService).requireNewPassword(user ?? expect.fail('nobody has this name'));
  expect(target(await logIn(visitor, person, format))).toBe('/login/second-factor');
  const passed = await secondStep(visitor, await owner.code(), format);
  expect(target(passed)).toBe('/verify-email');
  await proveAddress(product, person);
  expect(target(await visitor.post('/verify-email', {}, format))).toBe('/login/new-password');
  expect(await stateOf(visitor)).toEqual({ authenticated: false });
});

it.each(FORMATS)('whoever has none proves the address first, sets one up, and then chooses a password (%s)', async (format) => {
  const [visitor, person] = [product.visitor(), someone()];
  await register(product.visitor(), person);
  const user = await product.app.get(UsersService).findByIdentifier(person.username);
  await product.app.get(AccountChangesService).requireNewPassword(user ?? expect.fail('nobody has this name'));
  expect(target(await logIn(visitor, person, format))).toBe('/verify-email');
  expect((await visitor.get('/login/second-factor/set-up', 'json')).status).toBe(401);
  await proveAddress(product, person);
  expect(target(await visitor.post('/verify-email', {}, format))).toBe('/login/second-factor/set-up');
  const { secret } = (await visitor.get('/login/second-factor/set-up', 'json')).json;
  const done = await visitor.post('/login/second-factor/set-up', { code: codeOf(secret as string) }, format);
  expect(done.status).toBe(200);
  expect(format === 'json' ? target(done) : done.text).toContain('/login/new-password');
  expect(await stateOf(visitor)).toEqual({ authenticated: false });
});

it.each(FORMATS)(
  'SECOND_FACTOR_TRUST=0s takes the box away, and nobody is trusted who sends it all the same (%s)',
  async (format) => {
    const visitor = await product.signedIn();
    const owner = await Owner.setUp(product, visitor.person);
    const guest = product.visitor();
    await owner.begin(guest, format);
    expect((await guest.get('/login/second-factor', 'json')).json).toMatchObject({ mayTrust: false });
    expect((await guest.get('/login/second-factor')).text).not.toContain('name="trust"');
    const passed = await secondStep(guest, await owner.code(), format, { trust: 'on' });
    expect(linesOf('trusted', passed)).toEqual([]);
    guest.cookies.delete('session');
    expect(target(await owner.begin(guest, format))).toBe('/login/second-factor');
  },
);

it('a passkey passes the second step while a stranger has used up the wrong codes', async () => {
  const visitor = await product.signedIn();
  const authenticator = await addPasskey(visitor, { userVerified: false });
  const owner = await Owner.setUp(product, visitor.person);
  const [stranger, guest] = [product.visitor(), product.visitor()];
  await owner.begin(stranger);
  for (let wrong = 1; wrong <= 5; wrong += 1) await secondStep(stranger, owner.wrong());
  await owner.begin(guest);
  expect((await secondStep(guest, await owner.code())).status).toBe(429);
  const response = authenticator.get(await options(guest, '/login/second-factor/passkey'));
  expect((await guest.post('/login/second-factor/passkey', { response }, 'json')).status).toBe(200);
});

it.each(FORMATS)('what asks for a fresh passkey opens to nothing else (%s)', async (format) => {
  const visitor = await product.signedIn();
  const authenticator = await addPasskey(visitor);
  const owner = await Owner.setUp(product, visitor.person);
  expect((await visitor.post('/confirm', { code: await owner.code() }, 'json')).status).toBe(200);
  const closed = await visitor.get('/vault', format);
  if (format === 'json') expect([closed.status, closed.json['code']]).toEqual([403, 'fresh_login_required']);
  else expect(target(closed)).toBe('/confirm?next=%2Fvault');
  const response = authenticator.get(await options(visitor, '/confirm/passkey'));
  expect((await visitor.post('/confirm/passkey', { response }, 'json')).status).toBe(200);
  expect((await visitor.get('/vault', 'json')).json).toMatchObject({ opened: true });
});
