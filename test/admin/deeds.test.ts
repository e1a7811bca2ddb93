import { EntityManager } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { Owner } from '../second-factor/factors.js';
import { giveRoles, Product, takeRole } from '../support/product.js';
import { FORMATS, type Format, isSignedIn, target, type Visitor } from '../support/visitor.js';

let product: Product;
let admin: Visitor;
let adminId: string;

beforeAll(async () => {
  product = await Product.start({ MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'site@example.org' });
  admin = await product.signedIn({ role: 'admin' });
  adminId = await idOf(admin);
  // Somebody else runs the site too, so that nobody is the last one.
  await product.signedIn({ role: 'admin' });
});

afterEach(() => void vi.restoreAllMocks());
afterAll(() => product.remove());

async function idOf(visitor: Visitor): Promise<string> {
  return (await visitor.get('/session', 'json')).json['user'].id as string;
}

/** The security events that are written from now on. */
function eventsFromNow(): () => Record<string, unknown>[] {
  const events = vi.spyOn(product.app.get(Logger), 'event');
  return () => events.mock.calls.map(([event, fields]) => ({ event, ...fields }));
}

async function rows<Row>(statement: string): Promise<Row[]> {
  return product.app.get(EntityManager).fork().getConnection().execute<Row[]>(statement);
}

async function versionOf(id: string): Promise<string> {
  return String((await admin.get(`/admin/users/${id}`, 'json')).json['account'].version);
}

/** How many notices wait that name this account, or this word. */
async function noticesFor(word: string): Promise<number> {
  return Number(
    (await rows<{ count: string }>(`select count(*) from public_outbox.job where data::text like '%${word}%'`))[0]?.count,
  );
}

const act = async (visitor: Visitor, id: string, deed: string, fields: object = {}, format: Format = 'json') =>
  visitor.post(`/admin/users/${id}/${deed}`, { reason: 'asked for by phone', version: await versionOf(id), ...fields }, format);

/** Deeds with their event and whether the person is told. */
const DEEDS: readonly [deed: string, fields: object, event: string][] = [
  ['sign-out', {}, 'session-revoked'],
  ['disable', {}, 'user-disabled'],
  ['enable', {}, 'user-enabled'],
  ['send-reset', {}, 'password-reset-requested'],
  ['grant', { role: 'admin' }, 'role-granted'],
  ['revoke', { role: 'admin' }, 'role-revoked'],
  ['delete', {}, 'user-deleted'],
];

describe.each(FORMATS)('what administrators do (%s)', (format) => {
  it('is an event that names who did it and why, and a mail to the person', async () => {
    const member = await product.signedIn();
    const id = await idOf(member);
    for (const [deed, fields, event] of DEEDS) {
      const [heard, before] = [eventsFromNow(), await noticesFor('')];
      const answer = await act(admin, id, deed, fields, format);
      expect([deed, answer.status]).toEqual([deed, format === 'json' ? 200 : 303]);
      const told = heard().filter((one) => one['event'] === event);
      expect([deed, told]).toEqual([
        deed,
        [expect.objectContaining({ accountId: id, actorId: adminId, reason: 'asked for by phone' })],
      ]);
      // The end of an account takes along what waits for it; the one mail about that end names nobody.
      if (deed === 'delete') expect(await noticesFor(id)).toBe(0);
      else expect([deed, await noticesFor('')]).toEqual([deed, before + 1]);
      vi.restoreAllMocks();
    }
    expect((await admin.get(`/admin/users/${id}`, format)).status).toBe(404);
    expect(await isSignedIn(member)).toBe(false);
  });

  it.each(['disable', 'enable', 'sign-out', 'send-reset', 'reset-second-factor', 'grant', 'revoke', 'delete', 'impersonate'])(
    '%s needs a reason of 1 to 500 characters',
    async (deed) => {
      const { id } = await Owner.of(product);
      for (const reason of ['', '   ', 'x'.repeat(501)]) {
        const { status, json, text } = await act(admin, id, deed, { reason, role: 'admin' }, format);
        expect([deed, status]).toEqual([deed, 422]);
        if (format === 'json') expect(json['errors']).toHaveProperty('reason');
        else expect(text).toContain('id="reason-error"');
      }
      const { account, factors } = (await admin.get(`/admin/users/${id}`, 'json')).json as Record<string, object>;
      expect([account, factors]).toMatchObject([{ state: 'active', roles: [] }, { codes: true }]);
      expect(await isSignedIn(admin)).toBe(true);
    },
  );

  it.each(['sign-out', 'disable'])('%s ends the trust in every device', async (deed) => {
    const [owner, browser] = [await Owner.of(product), product.visitor()];
    await owner.logIn(browser, {}, { trust: 'on' });
    browser.cookies.delete('session');
    expect(target(await owner.begin(browser.copy()))).toBe('/dashboard');
    const shown = async () => (await admin.get(`/admin/users/${owner.id}`, 'json')).json['trustedDevices'];
    expect(await shown()).toHaveLength(1);
    await act(admin, owner.id, deed, {}, format);
    expect(await shown()).toEqual([]);
    if (deed === 'disable') await act(admin, owner.id, 'enable');
    expect(target(await owner.begin(browser, format))).toBe('/login/second-factor');
  });

  it.each(['disable', 'delete', 'sign-out'])('%s is not for oneself', async (deed) => {
    expect((await act(admin, adminId, deed, {}, format)).status).toBe(422);
    expect(await isSignedIn(admin)).toBe(true);
  });

  it('of a role that nobody declares is refused at its field', async () => {
    const id = await idOf(await product.signedIn());
    for (const deed of ['grant', 'revoke']) {
      expect([deed, (await act(admin, id, deed, { role: 'wizard' }, format)).status]).toEqual([deed, 422]);
      expect([deed, (await act(admin, id, deed, {}, format)).status]).toEqual([deed, 422]);
    }
  });
});

it('a second factor that is reset is gone, with every session, and the person is told', async () => {
  const member = await product.signedIn();
  const id = await idOf(member);
  await rows(
    `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${id}', '', 0, now(), now()) returning 1`,
  );
  const [heard, before] = [eventsFromNow(), await noticesFor(id)];
  expect((await act(admin, id, 'reset-second-factor')).status).toBe(200);
  expect((await admin.get(`/admin/users/${id}`, 'json')).json['factors']).toMatchObject({ codes: false });
  expect(await isSignedIn(member)).toBe(false);
  expect(await noticesFor(id)).toBe(before + 1);
  expect(heard()).toContainEqual(expect.objectContaining({ event: 'second-factor-removed', accountId: id, actorId: adminId }));
  expect((await act(admin, id, 'reset-second-factor')).status).toBe(200);
  expect(await noticesFor(id)).toBe(before + 1);
});

describe('two administrators who change one account', () => {
  it('at once: one succeeds, and the other is told that two changes met', async () => {
    const id = await idOf(await product.signedIn());
    const other = await product.signedIn({ role: 'admin' });
    const version = await versionOf(id);
    const answers = await Promise.all([
      admin.post(`/admin/users/${id}/disable`, { reason: 'one', version }, 'json'),
      other.post(`/admin/users/${id}/grant`, { reason: 'two', role: 'admin', version }, 'json'),
    ]);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([200, 409]);
  });

  it.each(['disable', 'grant', 'sign-out'])(
    'at once by the same deed, %s: the second is told too, and one event',
    async (deed) => {
      const [id, other] = [await idOf(await product.signedIn()), await product.signedIn({ role: 'admin' })];
      const [version, before, heard] = [await versionOf(id), await noticesFor(id), eventsFromNow()];
      const send = (visitor: Visitor) =>
        visitor.post(`/admin/users/${id}/${deed}`, { reason: 'both', role: 'admin', version }, 'json');
      const answers = await Promise.all([send(admin), send(other)]);
      expect(answers.map(({ status }) => status).toSorted((one, second) => one - second)).toEqual([200, 409]);
      expect([await noticesFor(id), heard().filter(({ reason }) => reason === 'both')]).toEqual([
        before + 1,
        [expect.anything()],
      ]);
    },
  );

  it.each(FORMATS)('of whom one has changed it: no reset is mailed by what the other saw (%s)', async (format) => {
    const id = await idOf(await product.signedIn());
    const version = await versionOf(id);
    await act(admin, id, 'sign-out');
    const heard = eventsFromNow();
    expect((await act(admin, id, 'send-reset', { version }, format)).status).toBe(409);
    expect(heard().filter(({ event }) => event === 'password-reset-requested')).toEqual([]);
    expect((await act(admin, id, 'send-reset', {}, format)).status).toBe(format === 'json' ? 200 : 303);
  });

  it.each(['3', 'W/"1"', '"one"', '"1", "2"', ''])(
    'by a condition that is no version (If-Match: %s) is refused',
    async (condition) => {
      const id = await idOf(await product.signedIn());
      const answer = await admin.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'json', { 'if-match': condition });
      expect([answer.status, answer.json['errors']]).toEqual([422, { version: [expect.any(String)] }]);
      expect((await admin.get(`/admin/users/${id}`, 'json')).json['account'].state).toBe('active');
      const any = await admin.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'json', { 'if-match': '*' });
      expect(any.status).toBe(200);
    },
  );

  it('by a program may say the version as If-Match, or take whatever there is', async () => {
    const id = await idOf(await product.signedIn());
    const stale = await admin.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'json', { 'if-match': '"99"' });
    expect([stale.status, stale.json['code']]).toEqual([409, 'conflict']);
    expect((await admin.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'json')).status).toBe(200);
  });
});

describe('an answer that is lost', () => {
  it.each(DEEDS.filter(([deed]) => deed !== 'enable' && deed !== 'revoke'))(
    'of %s: the same request has the same outcome, and one event',
    async (deed, fields, event) => {
      const id = await idOf(await product.signedIn());
      const version = await versionOf(id);
      const heard = eventsFromNow();
      const send = () => admin.post(`/admin/users/${id}/${deed}`, { reason: 'once', version, ...fields }, 'json');
      const [first, second] = await Promise.all([send(), send()]);
      const third = await send();
      expect([first.status, second.status, third.status]).toEqual([200, 200, 200]);
      expect(third.json).toEqual(first.json);
      expect(heard().filter((one) => one['event'] === event)).toHaveLength(1);
    },
  );
});

describe('an administrator who loses the role', () => {
  it('is refused at the next request', async () => {
    const loser = await product.signedIn({ role: 'admin' });
    const id = await idOf(await product.signedIn());
    const { username } = (await loser.get('/session', 'json')).json['user'];
    await takeRole(product, { username }, 'admin');
    expect((await act(loser, id, 'disable')).status).toBe(403);
    expect((await admin.get(`/admin/users/${id}`, 'json')).json['account'].state).toBe('active');
  });

  it('finishes a request that is under way, or does nothing: never half of it', async () => {
    const loser = await product.signedIn({ role: 'admin' });
    const id = await idOf(await product.signedIn());
    const { username } = (await loser.get('/session', 'json')).json['user'];
    const version = await versionOf(id);
    const changes = product.app.get(AccountChangesService);
    const change = changes.changeInTransaction.bind(changes);
    vi.spyOn(changes, 'changeInTransaction').mockImplementationOnce(async (...given) => {
      await takeRole(product, { username }, 'admin');
      return change(...given);
    });
    const before = await noticesFor(id);
    const { status } = await loser.post(`/admin/users/${id}/disable`, { reason: 'late', version }, 'json');
    const { state } = (await admin.get(`/admin/users/${id}`, 'json')).json['account'];
    expect([status, state, await noticesFor(id)]).toEqual([200, 'disabled', before + 1]);
  });
});

it('of another site is refused', async () => {
  const id = await idOf(await product.signedIn());
  const cross = { 'sec-fetch-site': 'cross-site' };
  expect((await admin.post(`/admin/users/${id}/disable`, { reason: 'x' }, 'html', cross)).status).toBe(403);
});

it('gives a role that is there already without an event', async () => {
  const visitor = await product.signedIn({ role: 'admin' });
  const id = await idOf(visitor);
  const heard = eventsFromNow();
  expect((await admin.post(`/admin/users/${id}/grant`, { reason: 'asked for', role: 'admin' }, 'json')).status).toBe(200);
  expect(heard().filter((one) => one['event'] === 'role-granted')).toEqual([]);
  await giveRoles(product, (await visitor.get('/session', 'json')).json['user'], 'admin');
});

// This comes last: another product empties the Redis of this worker.
it('keeps the last administrator while nobody else is one', async () => {
  const alone = await Product.start();
  try {
    const last = await alone.signedIn({ role: 'admin' });
    const id = await idOf(last);
    const answer = await last.post(`/admin/users/${id}/revoke`, { role: 'admin', reason: 'x' }, 'json');
    expect([answer.status, answer.json['code']]).toEqual([422, 'last_admin']);
  } finally {
    await alone.remove();
  }
});
