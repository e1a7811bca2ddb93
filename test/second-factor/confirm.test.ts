import { Controller, Get, Module } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { FreshLogin, SecondFactor } from '../../src/auth/access/access.decorators.js';
import { announcedBy } from '../support/observing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import { FORMATS, logIn, PASSWORD, register, reopened, someone, stateOf, target, type Visitor } from '../support/visitor.js';
import { Owner } from './factors.js';

@Controller('test-vault')
class VaultController {
  @Get()
  @SecondFactor()
  show() {
    return { open: true };
  }

  @Get('fresh')
  @FreshLogin()
  showFresh() {
    return { open: true };
  }
}

@Module({ controllers: [VaultController] })
class VaultModule {}

let here: Product;

onTwoInstances((one) => (here = one), { SECOND_FACTOR_TRUST: '30d' }, [VaultModule]);

const levelOf = async (visitor: Visitor) => (await stateOf(visitor))['level'] as number;

/** A session of level 1 of somebody with a factor: it was set up after the login. */
async function atLevelOne(): Promise<{ visitor: Visitor; owner: Owner }> {
  const [visitor, person] = [here.visitor(), someone()];
  await register(visitor, person);
  await logIn(visitor, person);
  return { visitor, owner: await Owner.setUp(here, person) };
}

describe.each(FORMATS)('what asks for a second factor (%s)', (format) => {
  it('leads a session of level 1 to a form that asks for a code, and opens after it', async () => {
    const { visitor, owner } = await atLevelOne();
    const refused = await visitor.get('/test-vault', format);
    expect(refused.status).toBe(format === 'html' ? 303 : 403);
    if (format === 'html') expect(target(refused)).toBe('/confirm?next=%2Ftest-vault&level=2');
    else expect(refused.json['code']).toBe('second_factor_required');
    const form = await visitor.get('/confirm?next=%2Ftest-vault&level=2', format);
    if (format === 'json') expect(form.json).toMatchObject({ asks: 'code', level: 2, passkeys: false, next: '/test-vault' });
    else expect([form.text.includes('name="password"'), form.text.includes('name="code"')]).toEqual([false, true]);
    const wrong = await visitor.post('/confirm', { code: owner.wrong(), level: '2', next: '/test-vault' }, format);
    expect([wrong.status, wrong.text.includes('This code is not right.')]).toEqual([401, true]);
    if (format === 'html')
      expect([wrong.text.includes('name="password"'), wrong.text.includes('name="code"')]).toEqual([false, true]);
    const events = announcedBy(here);
    const passed = await visitor.post('/confirm', { code: await owner.code(), level: '2', next: '/test-vault' }, format);
    expect(target(passed)).toBe('/test-vault');
    expect(events).toEqual(['login-confirmed']);
    expect(await levelOf(visitor)).toBe(2);
    expect((await visitor.get('/test-vault', format)).json).toEqual({ open: true });
  });

  it('stays closed to the password alone, and to a wrong code beside a right password', async () => {
    const { visitor, owner } = await atLevelOne();
    await visitor.post('/confirm', { password: PASSWORD }, format);
    expect(await levelOf(visitor)).toBe(1);
    const both = await visitor.post('/confirm', { password: PASSWORD, code: owner.wrong() }, format);
    expect([both.status, await levelOf(visitor)]).toEqual([401, 1]);
    expect((await visitor.get('/test-vault', format)).status).toBe(format === 'html' ? 303 : 403);
  });

  it('asks a remembered session for both, because a code alone is one factor', async () => {
    const before = here.visitor();
    const owner = await Owner.of(here);
    await owner.logIn(before, { remember: true });
    const visitor = reopened(before);
    expect(await stateOf(visitor)).toMatchObject({ level: 1, fresh: false, authentications: [] });
    const form = await visitor.get('/confirm?level=2', format);
    if (format === 'json') expect(form.json['asks']).toBe('both');
    else expect([form.text.includes('name="password"'), form.text.includes('name="code"')]).toEqual([true, true]);
    await visitor.post('/confirm', { code: await owner.code(), level: '2' }, format);
    expect(await levelOf(visitor)).toBe(1);
    await visitor.post('/confirm', { password: PASSWORD, code: await owner.code(), level: '2' }, format);
    expect(await levelOf(visitor)).toBe(2);
  });

  it('says to somebody without a factor that there is none', async () => {
    const [visitor, person] = [here.visitor(), someone()];
    await register(visitor, person);
    await logIn(visitor, person);
    const form = await visitor.get('/confirm?level=2', format);
    if (format === 'json') expect(form.json['asks']).toBe('set-up');
    else expect(form.text).toContain('href="/settings/second-factor"');
  });
});

describe.each(FORMATS)('what asks for a fresh login (%s)', (format) => {
  it('takes the password or a code of somebody who has both', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.logIn(visitor);
    later(16 * 60_000);
    expect((await visitor.get('/test-vault/fresh', format)).status).toBe(format === 'html' ? 303 : 403);
    const form = await visitor.get('/confirm', format);
    if (format === 'json') expect(form.json['asks']).toBe('either');
    else expect([form.text.includes('name="password"'), form.text.includes('name="code"')]).toEqual([true, true]);
    expect((await visitor.post('/confirm', {}, format)).status).toBe(422);
    await visitor.post('/confirm', { code: await owner.code() }, format);
    expect(await stateOf(visitor)).toMatchObject({ fresh: true, level: 2 });
    expect((await visitor.get('/test-vault/fresh', format)).status).toBe(200);
  });

  it('counts wrong codes with those of logins, and the same request again has the same outcome', async () => {
    const visitor = here.visitor();
    const owner = await Owner.of(here);
    await owner.logIn(visitor);
    const copy = visitor.copy();
    const code = await owner.code();
    await visitor.post('/confirm', { code }, format);
    expect((await copy.post('/confirm', { code }, format)).status).toBe(format === 'html' ? 303 : 200);
    for (let wrong = 1; wrong <= 5; wrong += 1)
      expect((await copy.post('/confirm', { code: owner.wrong() }, format)).status).toBe(401);
    expect((await copy.post('/confirm', { code: await owner.code() }, format)).status).toBe(429);
    const another = here.visitor();
    await owner.begin(another);
    expect((await another.post('/login/second-factor', { code: await owner.code() }, format)).status).toBe(429);
  });
});
