import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { AccountSessionsService } from '../../src/sessions/account-sessions.service.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import type { User } from '../../src/users/user.entity.js';
import { UsersService } from '../../src/users/users.service.js';
import { later, onTwoInstances, type Product, takeRole } from '../support/product.js';
import { copyOf, FORMATS, type Format, isSignedIn, logIn, sessionAddress, stateOf, type Visitor } from '../support/visitor.js';
import type { SignedInVisitor } from '../../src/testing/person.js';

const MINUTE = 60_000;
const SECRET = 'a secret that the services know too, long enough';

let product: Product;
let there: Product;

onTwoInstances(
  (here, other) => {
    [product, there] = [here, other];
  },
  { MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'site@example.org', IDENTITY_HEADER_SECRET: SECRET },
);

afterEach(() => void vi.restoreAllMocks());

const start = (
  admin: Visitor,
  id: string,
  format: Format = 'json',
  fields: Record<string, string> = { reason: 'asked for help' },
) => admin.post(`/admin/users/${id}/impersonate`, fields, format);

/** An administrator, a person, and what the administrator's browser held before it acted as the person. */
async function acting(format: Format = 'json') {
  const [admin, person] = [await product.signedIn({ role: 'admin' }), await product.signedIn()];
  const own = copyOf(admin);
  const answer = await start(admin, person.person.id, format);
  expect(answer.status).toBe(format === 'json' ? 200 : 303);
  return { admin, person, own, answer, id: person.person.id, adminId: admin.person.id };
}

async function userOf({ app }: Product, id: string): Promise<User> {
  const user = await app.get(UsersService).findById(id);
  if (user === null) throw new Error('nobody has this id');
  return user;
}

/** The security events that are written from now on. */
function eventsFromNow(): () => Record<string, unknown>[] {
  const logger = product.app.get(Logger);
  const [event, info] = [vi.spyOn(logger, 'event'), vi.spyOn(logger, 'info')];
  return () => [
    ...event.mock.calls.map(([name, fields]) => ({ event: name, ...fields })),
    ...info.mock.calls.map(([, fields]) => ({ ...fields })),
  ];
}

describe.each(FORMATS)('acting as somebody (%s)', (format) => {
  it('is a session as the person, which says who acts in it, and leads back to the own one', async () => {
    const heard = eventsFromNow();
    const { admin, own, id, adminId, person } = await acting(format);
    const impersonatedBy = { id: adminId, username: admin.person.username };
    expect(await stateOf(admin)).toMatchObject({
      authenticated: true,
      fresh: false,
      level: 1,
      authentications: [],
      remembered: false,
      impersonatedBy,
      user: { id },
    });
    expect(await stateOf(person)).not.toHaveProperty('impersonatedBy');
    expect(await stateOf(own)).toMatchObject({ authenticated: true, fresh: true, user: { id: adminId } });
    const page = await admin.get('/dashboard');
    expect(page.text).toContain('action="/admin/impersonation/end"');
    expect(page.text).toContain(admin.person.username);
    expect((await admin.get('/not-there')).text).toContain('action="/admin/impersonation/end"');

    const stolen = copyOf(admin);
    const ended = await admin.post('/admin/impersonation/end', { account: id }, format);
    if (format === 'html') expect([ended.status, ended.headers.get('location')]).toEqual([303, `/admin/users/${id}`]);
    else expect([ended.status, ended.json['user'].id]).toEqual([200, adminId]);
    expect(await stateOf(admin)).toMatchObject({ fresh: true, user: { id: adminId } });
    expect(sessionAddress(admin)).toEqual(sessionAddress(own));
    stolen.cookies.delete('own-session');
    expect(await isSignedIn(stolen)).toBe(false);
    // Whoever presses the button again is themselves already.
    expect((await admin.post('/admin/impersonation/end', {}, format)).status).toBe(format === 'html' ? 303 : 200);
    expect(await stateOf(admin)).toMatchObject({ user: { id: adminId } });
    const told = heard().filter(({ event }) => String(event).startsWith('impersonation'));
    expect(told).toMatchObject([
      { event: 'impersonation-started', accountId: id, actorId: adminId, reason: 'asked for help' },
      { event: 'impersonation-ended', accountId: id, actorId: adminId, reason: 'ended' },
    ]);
  });

  it('is refused for administrators, for oneself, for whoever is disabled, and without a reason', async () => {
    const [admin, other, gone] = [
      await product.signedIn({ role: 'admin' }),
      await product.signedIn({ role: 'admin' }),
      await product.signedIn(),
    ];
    const user = await userOf(product, gone.person.id);
    await product.app.get(AccountChangesService).changeInTransaction(user, (account) => void (account.active = false));
    for (const { person } of [admin, other, gone]) {
      const heard = eventsFromNow();
      const answer = await start(admin, person.id, format);
      expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('Nobody can act as this account')]);
      const refused = { accountId: person.id, actorId: admin.person.id, reason: 'asked for help' };
      expect(heard()).toContainEqual(expect.objectContaining({ event: 'impersonation-refused', ...refused }));
    }
    const person = await product.signedIn();
    expect((await start(admin, person.person.id, format, { reason: ' ' })).status).toBe(422);
    expect((await start(admin, person.person.id, format, { reason: 'x'.repeat(501) })).status).toBe(422);
    expect((await start(admin, 'nobody', format)).status).toBe(404);
    expect((await start(person, other.person.id, format)).status).toBe(403);
    expect(await stateOf(admin)).toMatchObject({ user: { id: admin.person.id } });
  });

  const REFUSED: readonly [method: 'get' | 'post', path: string, fields?: Record<string, string>][] = [
    ['get', '/confirm'],
    ['post', '/confirm', { password: 'correct horse battery staple' }],
    ['get', '/settings/password'],
    ['post', '/settings/password', { currentPassword: 'x', password: 'y', passwordConfirmation: 'y' }],
    ['get', '/settings/email'],
    ['post', '/settings/email', { email: 'thief@example.org' }],
    ['get', '/settings/export'],
    ['get', '/settings/delete'],
    ['post', '/settings/delete', {}],
    ['post', '/settings/picture/remove', {}],
    ['post', '/settings/sessions/revoke-others', {}],
    ['post', '/settings/sessions/some/revoke', {}],
    ['get', '/confirm-email?token=x'],
    ['post', '/confirm-email', { token: 'x' }],
    ['post', '/undo-email-change', { token: 'x' }],
    ['get', '/reset-password?token=x'],
    ['post', '/reset-password', { token: 'x', password: 'y', passwordConfirmation: 'y' }],
    ['get', '/verify-email'],
    ['post', '/verify-email/resend', {}],
    ['post', '/verify-email', { token: 'x' }],
  ];

  it.each(REFUSED)('refuses %s %s, and leads to no page that asks for a password', async (method, path, fields = {}) => {
    const { admin } = await acting();
    const answer = method === 'get' ? await admin.get(path, format) : await admin.post(path, fields, format);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('Only the person themselves can do this')]);
  });

  it('opens nothing of the administration, and no second such session', async () => {
    const { admin } = await acting();
    const another = await product.signedIn();
    for (const path of ['/admin', '/admin/users', `/admin/users/${another.person.id}/impersonate`]) {
      expect([path, (await admin.get(path, format)).status]).toEqual([path, 403]);
    }
    expect((await start(admin, another.person.id, format)).status).toBe(403);
  });
});

describe('what happens meanwhile', () => {
  it('has both accounts in every event', async () => {
    const { admin, person, id, adminId } = await acting();
    const heard: [string, unknown, unknown][] = [];
    product.app.get(Logger).onSecurityEvent((event, fields) => heard.push([event, fields['accountId'], fields['actorId']]));
    await admin.get('/settings/password', 'json');
    await admin.post('/settings/profile', { displayName: 'Somebody Else', theme: 'system' }, 'json');
    await admin.post('/logout', {}, 'json');
    expect(heard).toEqual([
      ['forbidden', id, adminId],
      ['profile-changed', id, adminId],
      ['logged-out', id, adminId],
      ['impersonation-ended', id, adminId],
      ['logged-out', adminId, undefined],
    ]);
    const rows = (await person.get('/settings/history', 'json')).json['events'] as { event: string }[];
    expect(rows.map(({ event }) => event)).toContain('impersonation-started');
  });

  it('gives the browser no remembered login and no device of the person', async () => {
    const { answer } = await acting();
    expect(answer.setCookies.map((line) => line.split('=')[0])).toEqual(expect.arrayContaining(['own-session', 'session']));
    expect(answer.setCookies).toHaveLength(2);
  });

  it('is told to services by a header, which the signature covers', async () => {
    const { admin, person, id, adminId } = await acting();
    const { headers } = await admin.get('/auth/verify', 'json');
    expect([headers.get('x-auth-user-id'), headers.get('x-auth-impersonator')]).toEqual([id, adminId]);
    const [, time, signature] = /^t=(\d+),v2=(\w+)$/.exec(headers.get('x-auth-signature-v2') ?? '') ?? [];
    const email = headers.get('x-auth-email') ?? '';
    const text = ['v2', time, id, person.person.username, email, '', '1', adminId].join('\n');
    expect(signature).toBe(createHmac('sha256', SECRET).update(text).digest('hex'));
    expect((await person.get('/auth/verify', 'json')).headers.has('x-auth-impersonator')).toBe(false);
  });

  it('stands in the list of sessions of the person, who can end it, and takes no place of theirs', async () => {
    const { admin, person } = await acting();
    const sessions = (await person.get('/settings/sessions', 'json')).json['sessions'] as {
      id: string;
      impersonated?: true;
      ip: string;
    }[];
    const [theirs] = sessions.filter(({ impersonated }) => impersonated === true);
    expect([sessions.length, theirs?.ip]).toEqual([2, '']);
    expect((await person.get('/settings/sessions')).text).toContain('An administrator of this site');
    await person.post(`/settings/sessions/${theirs?.id}/revoke`, {}, 'json');
    expect((await stateOf(admin))['user'] ?? null).toBeNull();
  });

  it('pushes out no session of the person at the cap', async () => {
    const { admin, person, id } = await acting();
    const cap = product.settings.sessionsPerUser;
    const more = Array.from({ length: cap - 1 }, () => product.visitor());
    for (const visitor of more) await logIn(visitor, person.person);
    expect(await isSignedIn(person)).toBe(true);
    expect(await stateOf(admin)).toMatchObject({ user: { id } });
  });
});

/** What ends the own session of an administrator. */
const ENDINGS: readonly [what: string, end: (own: Visitor, admin: SignedInVisitor) => Promise<unknown>][] = [
  ['a logout', (own) => own.post('/logout', {}, 'json')],
  [
    'a revocation',
    async (own, { person }) => {
      const user = await userOf(there, person.id);
      const { hash } = sessionAddress(own);
      await there.app.get(AccountSessionsService).revokeWhere(user, (one) => one.hash === hash, 'revoked');
    },
  ],
  [
    'a new stamp',
    async (_own, { person }) => {
      const user = await userOf(there, person.id);
      await there.app.get(AccountChangesService).renewSecurityStamp(user);
    },
  ],
  ['the loss of the role', (_own, { person }) => takeRole(there, person, 'admin')],
];

describe('it ends', () => {
  it.each(ENDINGS)('with the own session, at the next request on every instance: %s', async (_what, end) => {
    const { admin, own, id } = await acting();
    const elsewhere = copyOf(admin, there);
    expect(await stateOf(elsewhere)).toMatchObject({ user: { id } });
    await end(copyOf(own, there), admin);
    expect((await elsewhere.get('/dashboard', 'json')).status).toBe(401);
    expect((await admin.get('/dashboard', 'json')).status).toBe(401);
    expect((await copyOf(admin).get('/auth/verify', 'json')).status).toBe(401);
  });

  it('after an hour, and a page that is looked at is of the own session again', async () => {
    const { admin, id, adminId } = await acting();
    later(59 * MINUTE);
    // Reading keeps it alive no longer than that.
    await admin.get('/dashboard');
    vi.useRealTimers();
    later(61 * MINUTE);
    expect((await copyOf(admin).post('/settings/profile', { displayName: 'X', theme: 'system' }, 'json')).status).toBe(401);
    expect(await stateOf(admin)).toEqual({ authenticated: false });
    expect(id).not.toBe(adminId);
  });

  it('when the person becomes an administrator, or is disabled', async () => {
    for (const change of [{ roles: ['admin'] }, { active: false }]) {
      const { admin, id, adminId } = await acting();
      const user = await userOf(product, id);
      await product.app.get(AccountChangesService).changeInTransaction(user, (account) => void Object.assign(account, change));
      expect((await admin.get('/auth/verify', 'json')).status).toBe(401);
      // A form that was meant for the person does nothing to the administrator.
      expect((await copyOf(admin).post('/settings/profile', { displayName: 'X', theme: 'system' }, 'json')).status).toBe(401);
      expect((await admin.get('/dashboard')).status).toBe(200);
      expect(await stateOf(admin)).toMatchObject({ user: { id: adminId }, fresh: true });
    }
  });

  it('with a logout, which is one of the own session too', async () => {
    const { admin, own, person } = await acting();
    expect((await admin.post('/logout', {}, 'json')).status).toBe(204);
    expect(await Promise.all([admin, own, person].map(isSignedIn))).toEqual([false, false, true]);
    expect(admin.cookies.has('own-session')).toBe(false);
  });
});

describe('a stolen cookie', () => {
  it.each(['session', 'own-session'])('%s alone is not the way to the own session', async (name) => {
    const { admin, adminId } = await acting();
    const thief = product.visitor();
    thief.cookies.set(name, admin.cookies.get(name) ?? '');
    await thief.post('/admin/impersonation/end', {}, 'json');
    expect((await stateOf(thief))['user']?.id).not.toBe(adminId);
  });
});
