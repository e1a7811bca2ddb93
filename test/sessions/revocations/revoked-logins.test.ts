import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MikroORM } from '@mikro-orm/core';
import { RedisPort } from '../../../src/redis/redis-port.js';
import { AccountRemoval } from '../../../src/users/removal/account-removal.js';
import { KnownRevocations } from '../../../src/sessions/revocations/known-revocations.js';
import { MassRevocations } from '../../../src/sessions/revocations/mass-revocations.service.js';
import { MassRevocation } from '../../../src/sessions/revocations/mass-revocation.entity.js';
import { SignedInStreams } from '../../../src/streams/signed-in-streams.js';
import { NoticesModule } from '../../examples/streams/notices.module.js';
import { EventReader } from '../../support/event-reader.js';
import { AskedSteps, later, Product, storeAgain } from '../../support/product.js';
import {
  copyOf,
  FORMATS,
  isSignedIn,
  logIn,
  type Person,
  reopened,
  sessionAddress,
  signIn,
  stateOf,
  type Visitor,
} from '../../support/visitor.js';
import { soon } from './soon.js';

const steps = new AskedSteps();
let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [steps.module('totp', 1), NoticesModule]);
});

afterEach(() => {
  vi.useRealTimers();
  steps.alsoRestores = false;
});

afterAll(() => product.remove());

const revoke = ({ username }: Person, before = 'now') =>
  product.app.get(MassRevocations).create({ before, users: [username] }, 'operator');
const pass = (visitor: Visitor) => visitor.post('/login/totp', { code: 'totp' }, 'json');

describe.each(FORMATS)('after a mass revocation (%s)', (format) => {
  it('a form that was open does nothing, and says why', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const profile = { displayName: 'Changed' };
    await revoke(person);
    const answer = await visitor.post('/settings/profile', profile, format);
    expect(answer.status).toBe(format === 'html' ? 303 : 401);
    expect(visitor.cookies.has('session')).toBe(false);
    const said = format === 'html' ? (await visitor.get('/login', 'html')).text : String(answer.json['detail']);
    expect(said).toContain('You were logged out by the operator of this site.');
    await logIn(visitor, person);
    expect((await visitor.get('/settings/profile', 'html')).text).not.toContain('Changed');
  });

  it('a logout is a logout', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await revoke(person);
    expect((await visitor.post('/logout', {}, format)).status).toBe(format === 'html' ? 303 : 204);
    expect([...visitor.cookies.keys()]).not.toContain('session');
  });

  it('a login that was half-way through goes on: its session is yet to begin', async () => {
    const visitor = product.visitor();
    const person = await steps.someoneAsked(visitor);
    await logIn(visitor, person, 'json', {});
    await revoke(person);
    expect((await visitor.get('/login/totp', format)).status).toBe(200);
    expect((await pass(visitor)).status).toBe(200);
    expect(await isSignedIn(visitor)).toBe(true);
  });

  it('a remembered browser that waits at a step of its login goes no further', async () => {
    const owner = product.visitor();
    const person = await steps.someoneAsked(owner);
    await logIn(owner, person, 'json', { remember: true });
    await pass(owner);
    const visitor = reopened(owner);
    steps.alsoRestores = true;
    await visitor.get('/dashboard', format);
    expect((await visitor.get('/login/totp', format)).status).toBe(200);
    await revoke(person);
    expect((await pass(visitor)).status).toBe(401);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
  });
});

describe('a mass revocation', () => {
  it('ends streams that are open, and says so there', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const reader = await EventReader.open(visitor, '/notices/events');
    await revoke(person);
    await soon(async () => expect(reader.ended).toBe(true));
    expect(reader.events.at(-1)).toEqual({ name: 'ended', data: { reason: 'mass-revoked' } });
    await soon(async () => expect(product.app.get(SignedInStreams).count).toBe(0));
  });

  it('does not end a session for a series of before, where the person has logged in since', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const before = new Date();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10 });
    await logIn(visitor, person, 'json', { remember: true });
    vi.useRealTimers();
    await revoke(person, before.toISOString());
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await isSignedIn(reopened(visitor))).toBe(true);
  });

  it('ends a session of an earlier build that does not say when its series began', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    const redis = product.app.get(RedisPort);
    const { session } = await redis.read(sessionAddress(visitor));
    const data = JSON.parse(session ?? '') as { passport: { user: Record<string, unknown> } };
    delete data.passport.user['seriesBegunAt'];
    const until = Date.now() + 60_000;
    await storeAgain(redis, sessionAddress(visitor), { record: JSON.stringify(data), expiresAt: until, keepUntil: until });
    await revoke(person, '2026-01-01');
    expect((await copyOf(visitor).get('/auth/verify', 'json')).status).toBe(401);
  });

  it('is kept until nothing of before can be alive, and is then removed', async () => {
    const person = await signIn(product.visitor());
    const { expiresAt, createdAt } = await revoke(person);
    // The longest life is that of the trust in a device, 30 days; a record may outlive its session by one.
    expect(expiresAt - createdAt).toBe(31 * 86_400_000);
    const revocations = product.app.get(MassRevocations);
    const before = (await revocations.list()).length;
    await revocations.sweep(1_000);
    expect(await revocations.list()).toHaveLength(before);
    later(expiresAt - createdAt + 1_000);
    expect(await revocations.list()).toEqual([]);
    await revocations.sweep(1_000);
    vi.useRealTimers();
    expect(await revocations.list()).toEqual([]);
    await product.app.get(KnownRevocations).reload();
  });

  it('forgets an account that is erased, and means nobody more for that', async () => {
    const [gone, other] = [product.visitor(), product.visitor()];
    const [person] = [await signIn(gone), await signIn(other)];
    const { id } = (await gone.get('/session', 'json')).json['user'] as { id: string };
    const started = await revoke(person);
    const exported = await product.app.get(MassRevocations).list();
    expect(exported.find((one) => one.id === started.id)?.users).toBe(1);
    await product.app.get(AccountRemoval).remove(id, { reason: 'operator', username: 'reserved' });
    const row = await product.app.get(MikroORM).em.fork().findOneOrFail(MassRevocation, { id: started.id });
    expect(row.users).toEqual([]);
    await product.app.get(KnownRevocations).reload();
    expect(await isSignedIn(other)).toBe(true);
  });
});
