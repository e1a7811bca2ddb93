import { createHmac } from 'node:crypto';
import { vi, describe, expect, it } from 'vitest';
import { AccountRoles, UnknownRole } from '../../src/roles/account-roles.service.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { UsersService } from '../../src/users/users.service.js';
import { decodePrincipal, RedisPort } from '../../src/redis/redis-port.js';
import { countStoreCalls } from '../support/observing.js';
import { giveRoles, onTwoInstances, type Product, takeRole } from '../support/product.js';
import { copyOf, FORMATS, register, sessionAddress, signIn, someone, type Visitor } from '../support/visitor.js';
import { DemandingModule } from './demanding.js';

const SECRET = 'the secret that this door and the service share';

let here: Product;
let there: Product;
onTwoInstances((one, other) => ([here, there] = [one, other]), { IDENTITY_HEADER_SECRET: SECRET }, [DemandingModule]);

/** Somebody who is signed in at both instances, whose principal is warm. */
async function atBoth() {
  const visitor = here.visitor();
  const person = await signIn(visitor);
  const other = copyOf(visitor, there);
  for (const one of [visitor, other]) await one.get('/dashboard');
  return { visitor, other, person };
}

const statusesOf = (visitors: readonly Visitor[], path = '/test-roles/read') =>
  Promise.all(visitors.map(async (visitor) => (await visitor.get(path, 'json')).status));

describe('a role', () => {
  it('is in force at the next request on every instance, and gone at the next one', async () => {
    const { visitor, other, person } = await atBoth();
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await statusesOf([visitor, other])).toEqual([403, 403]);
      await giveRoles(here, person, 'reader');
      expect(await statusesOf([visitor, other])).toEqual([200, 200]);
      await takeRole(there, person, 'reader');
    }
    expect(await statusesOf([visitor, other])).toEqual([403, 403]);
  });

  it('stays what it is when something else changes the account', async () => {
    const { visitor, other, person } = await atBoth();
    await giveRoles(here, person, 'reader', 'writer');
    await visitor.post('/settings/profile', { displayName: 'Rita', theme: 'dark' }, 'json');
    expect(await statusesOf([visitor, other], '/test-roles/read-and-write')).toEqual([200, 200]);
  });

  it('costs a request no more than it costs without: one round trip to Redis, no SQL', async () => {
    const { visitor, person } = await atBoth();
    await giveRoles(here, person, 'reader');
    const counts = countStoreCalls(here);
    expect(await statusesOf([visitor, visitor])).toEqual([200, 200]);
    expect([counts.redis(), counts.sql()]).toEqual([2, 0]);
    counts.stop();
  });

  it('is read again where an instance of a build without roles has cached the principal', async () => {
    const { visitor, other, person } = await atBoth();
    await giveRoles(here, person, 'reader');
    const redis = here.app.get(RedisPort);
    const { hashTag } = sessionAddress(visitor);
    const { principal: entry } = await redis.read(sessionAddress(visitor));
    const cached = JSON.parse(decodePrincipal(entry) ?? '');
    delete cached.principal.roles;
    const { version } = cached.principal;
    const old = { version, principal: JSON.stringify(cached), keepUntil: Date.now() + 60_000 };
    await redis.putPrincipal(hashTag, old, true);
    expect(await statusesOf([visitor, other])).toEqual([200, 200]);
  });

  it('is an event with the account and the role, once, however often it is given', async () => {
    const { person } = await atBoth();
    const user = await here.app.get(UsersService).findByIdentifier(person.username);
    const announce = vi.spyOn(here.app.get(AccountEvents), 'announce');
    await giveRoles(here, person, 'writer', 'writer');
    await Promise.all([takeRole(here, person, 'writer'), takeRole(here, person, 'writer')]);
    const details = { accountId: user?.id, role: 'writer', reason: 'operator' };
    expect(announce.mock.calls).toEqual([
      ['role-granted', { ...details, changes: { roles: [[], ['writer']] } }],
      ['role-revoked', { ...details, changes: { roles: [['writer'], []] } }],
    ]);
  });

  it('of that nobody has declared is refused, and taken from whoever still has it', async () => {
    const { person } = await atBoth();
    const roles = here.app.get(AccountRoles);
    const user = await here.app.get(UsersService).findByIdentifier(person.username);
    if (user === null) throw new Error('nobody has this name');
    const why = { reason: 'operator' };
    await expect(roles.grant(user, 'raeder', why)).rejects.toThrow(UnknownRole);
    await expect(roles.revoke(user, 'raeder', why)).rejects.toThrow('there are admin, reader, writer');
    await here.app.get(AccountChangesService).changeInTransaction(user, (account) => void (account.roles = ['raeder']));
    expect(await roles.revoke(user, 'raeder', why)).toBe(true);
  });
});

describe.each(FORMATS)('somebody with roles (%s)', (format) => {
  it('reads them in what is kept about them', async () => {
    const { visitor, person } = await atBoth();
    await giveRoles(here, person, 'writer', 'reader');
    const { json } = await visitor.get('/settings/export', format);
    expect(json['account'].roles).toEqual(['reader', 'writer']);
  });

  it('is asked for them by a proxy, and gets a 403 without', async () => {
    const { visitor, person } = await atBoth();
    await giveRoles(here, person, 'reader', 'writer');
    const statusOf = async (path: string) => (await visitor.get(path, format)).status;
    const open = ['', '?', '?role=reader', '?role=writer', '?role=reader&role=writer', '?x=1&role=reader', '/?role=reader'];
    for (const query of open) expect([query, await statusOf(`/auth/verify${query}`)]).toEqual([query, 204]);
    const shut = ['?role=admin', '?role=reader&role=admin', '?role=admin&role=reader', '?role=', '?role', '?role=reader,writer', '?role=READER', '/?role=admin']; // prettier-ignore
    for (const query of shut) expect([query, await statusOf(`/auth/verify${query}`)]).toEqual([query, 403]);
    // Below it a client writes the query, which is the service's.
    expect(await statusOf('/auth/verify/page?role=admin')).toBe(204);
    const refused = await visitor.get('/auth/verify?role=admin', format);
    expect(refused.headers.get('x-auth-user-id')).toBeNull();
    if (format === 'json') expect(refused.json['code']).toBe('forbidden');
    expect((await here.visitor().get('/auth/verify?role=admin', format)).status).toBe(format === 'json' ? 401 : 303);
  });
});

it('a user in JSON has the roles in the order of their names, wherever one is', async () => {
  const person = someone();
  const visitor = here.visitor();
  expect((await register(visitor, person)).json['user'].roles).toEqual([]);
  await giveRoles(here, person, 'writer', 'admin');
  const login = await visitor.post('/login', { identifier: person.username, password: person.password }, 'json');
  expect(login.json['user'].roles).toEqual(['admin', 'writer']);
  for (const path of ['/session', '/profile', '/settings', '/settings/profile']) {
    expect([path, (await visitor.get(path, 'json')).json['user'].roles]).toEqual([path, ['admin', 'writer']]);
  }
  await takeRole(here, person, 'admin').catch(() => undefined);
});

it('a service behind a proxy is told of them under a signature that covers them, and of none where there are none', async () => {
  const { visitor, person } = await atBoth();
  const told = async () => {
    const { headers } = await visitor.get('/auth/verify', 'json');
    const [, time, signature] = /^t=(\d+),v2=(.*)$/.exec(headers.get('x-auth-signature-v2') ?? '') ?? [];
    const names = [headers.get('x-auth-user-id'), person.username, ''];
    const parts = ['v2', time, ...names, headers.get('x-auth-roles') ?? '', headers.get('x-auth-level'), ''];
    expect(signature).toBe(createHmac('sha256', SECRET).update(parts.join('\n')).digest('hex'));
    return headers.get('x-auth-roles');
  };
  expect(await told()).toBeNull();
  await giveRoles(here, person, 'writer', 'reader');
  expect(await told()).toBe('reader,writer');
  await takeRole(here, person, 'writer');
  expect(await told()).toBe('reader');
});
