import { EntityManager } from '@mikro-orm/core';
import { Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Feature } from '../../src/features/feature.js';
import { Logger } from '../../src/log/logger.js';
import { MassRevocations } from '../../src/sessions/revocations/mass-revocations.service.js';
import { AccountRemoval } from '../../src/users/removal/account-removal.js';
import { giveRoles, later, Product } from '../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  isSignedIn,
  logIn,
  type Person,
  remembered,
  reopened,
  signIn,
  signInOn,
  target,
  type Visitor,
} from '../support/visitor.js';

declare module '../../src/features/role-catalogue.js' {
  interface RoleCatalogue {
    clerk: true;
    usher: true;
  }
}

/** Whoever has all that may be done with accounts is still no administrator. */
@Module({})
@Feature({ roles: { clerk: ['users.read', 'users.sign-out', 'users.disable', 'users.roles', 'users.delete'], usher: [] } })
class ClerksModule {}

const HERE = '/admin/revocations';
const REASON = 'Somebody has <b>copied</b> our "store".';

let product: Product;
let admin: Visitor;
let adminId: string;

beforeAll(async () => {
  product = await Product.start({ TRUST_PROXY: '1', SESSION_PROTECTION: 'off' }, [ClerksModule]);
  admin = await product.signedIn({ role: 'admin' });
  adminId = await idOf(admin);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => product.remove());

const idOf = async (visitor: Visitor): Promise<string> => (await visitor.get('/session', 'json')).json['user'].id as string;
const visitor = (address = '198.51.100.1'): Visitor => product.visitor({ 'x-forwarded-for': address });

interface Fields {
  readonly before?: string;
  readonly role?: string;
  readonly method?: string;
  readonly address?: string;
  readonly users?: readonly string[];
  readonly reason?: string;
}

/** A browser sends a box of lines, a program a list. */
function send(by: Visitor, { users, ...fields }: Fields, format: Format, more: object = {}): Promise<Answer> {
  const names = users === undefined ? {} : { users: format === 'html' ? users.join('\r\n') : users };
  return by.post(HERE, { before: 'now', reason: REASON, ...fields, ...names, ...more }, format);
}

interface Counted {
  readonly before: string;
  readonly sessions: number;
  readonly series: number;
  readonly endsOwnSession: boolean;
}

/** What a page or an answer says that would end. */
function countedIn({ status, text, json }: Answer, format: Format): Counted {
  expect(status).toBe(200);
  if (format === 'json') return json['dryRun'] as Counted;
  const [, sessions, series] = /(\d+) sessions and (\d+) remembered devices would end/.exec(text) ?? [];
  const [, before = ''] =
    /name="before"[^>]* value="([^"]*)"/.exec(text) ?? /value="([^"]*)"[^>]* name="before"/.exec(text) ?? [];
  return { before, sessions: Number(sessions), series: Number(series), endsOwnSession: text.includes('Your own session is one of them') }; // prettier-ignore
}

const dryRun = async (fields: Fields, format: Format, by = admin) =>
  countedIn(await send(by, fields, format, { dryRun: format === 'html' ? 'yes' : true }), format);

/** Ends them; the answer is that of a form that was accepted. */
async function end(fields: Fields, format: Format, by = admin): Promise<Answer> {
  const answer = await send(by, fields, format);
  expect([answer.status, target(answer)]).toEqual([format === 'json' ? 200 : 303, HERE]);
  return answer;
}

async function list(): Promise<Record<string, unknown>[]> {
  return (await admin.get(HERE, 'json')).json['revocations'] as Record<string, unknown>[];
}

/** The events of this name that are written from now on. */
function eventsFromNow(name: string): () => Record<string, unknown>[] {
  const events = vi.spyOn(product.app.get(Logger), 'event');
  return () => events.mock.calls.flatMap(([event, fields]) => (event === name ? [{ ...fields }] : []));
}

/** Two people; what is meant by the condition fits the first alone. */
interface Case {
  readonly make: () => Promise<{ readonly meant: Visitor; readonly other: Visitor; readonly condition: Fields }>;
}

async function two(first = visitor(), second = visitor()): Promise<[Visitor, Person, Visitor, Person]> {
  return [first, await signIn(first), second, await signIn(second)];
}

const CASES: Record<string, Case> = {
  'a time': {
    make: async () => {
      const meant = visitor();
      const one = await signIn(meant);
      const before = new Date(Date.now() + 1).toISOString();
      later(5);
      const other = visitor();
      const two = await signIn(other);
      return { meant, other, condition: { before, users: [one.username, two.username] } };
    },
  },
  'a role': {
    make: async () => {
      const [meant, person, other] = await two();
      await giveRoles(product, person, 'usher');
      return { meant, other, condition: { role: 'usher' } };
    },
  },
  'a method': {
    make: async () => {
      const [meant, one, other, two_] = await two();
      const elsewhere = { method: 'passkey', users: [one.username, two_.username] };
      expect(await dryRun(elsewhere, 'json')).toMatchObject({ sessions: 0 });
      return { meant, other, condition: { method: 'password', users: [one.username] } };
    },
  },
  'a network': {
    make: async () => {
      const [meant, , other] = await two(visitor('203.0.113.7'), visitor('203.0.114.7'));
      return { meant, other, condition: { address: '203.0.113.0/24' } };
    },
  },
  'a list of accounts': {
    make: async () => {
      const [meant, person, other] = await two();
      return { meant, other, condition: { users: [` ${person.email.toUpperCase()} `, ''] } };
    },
  },
};

describe.each(FORMATS)('the page of mass revocations (%s)', (format) => {
  it('is for administrators alone', async () => {
    const [guest, member, clerk] = [product.visitor(), await product.signedIn(), await product.signedIn({ roles: ['clerk'] })];
    const before = await list();
    for (const ask of [(by: Visitor) => by.get(HERE, format), (by: Visitor) => send(by, { users: ['nobody'] }, format)]) {
      const asked = await ask(guest);
      expect(asked.status).toBe(format === 'json' ? 401 : 303);
      if (format === 'html') expect(target(asked)).toMatch(/^\/login/);
      for (const by of [member, clerk]) expect((await ask(by)).status).toBe(403);
    }
    expect(await list()).toEqual(before);
  });

  it('asks for a fresh login and for the second factor that the account has', async () => {
    const [stale, factored] = [await product.signedIn({ role: 'admin' }), await product.signedIn({ role: 'admin' })];
    const statement = `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${await idOf(factored)}', '', 0, now(), now())`;
    await product.app.get(EntityManager).fork().getConnection().execute(statement);
    const expectRefused = async (by: Visitor, code: string) => {
      for (const answer of [await by.get(HERE, format), await send(by, {}, format)]) {
        if (format === 'json') expect([answer.status, answer.json['code']]).toEqual([403, code]);
        else expect([answer.status, target(answer)?.split('&')[0]]).toEqual([303, `/confirm?next=${encodeURIComponent(HERE)}`]);
      }
    };
    await expectRefused(factored, 'second_factor_required');
    later(16 * 60_000);
    await expectRefused(stale, 'fresh_login_required');
  });

  it.each(Object.keys(CASES))('ends by %s what it has counted, and nothing else', async (name) => {
    const { meant, other, condition } = await (CASES[name] as Case).make();
    const counted = await dryRun(condition, format);
    expect(counted).toMatchObject({ sessions: 1, series: 0, endsOwnSession: false });
    expect(await isSignedIn(meant)).toBe(true);
    await end({ ...condition, before: counted.before }, format);
    expect([await isSignedIn(meant), await isSignedIn(other), await isSignedIn(admin)]).toEqual([false, true, true]);
    expect(await dryRun(condition, format)).toMatchObject({ sessions: 0, series: 0 });
  });

  it('counts exactly what then ends, remembered devices too, and keeps the count', async () => {
    const address = format === 'json' ? '192.0.2.1' : '192.0.2.2';
    const [phone, desk, kept, gone, elsewhere] = [
      visitor(address),
      visitor(address),
      visitor(address),
      visitor(address),
      visitor(),
    ];
    const person = await signInOn(phone, desk);
    await remembered(kept);
    await signIn(gone);
    await gone.post('/logout', {});
    await logIn(elsewhere, person);
    const { before, sessions, series } = await dryRun({ address }, format);
    expect([sessions, series]).toEqual([3, 1]);
    // Who logs in after the count is not in it, and goes on.
    const late = visitor(address);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(before) + 5 });
    await signIn(late);
    vi.useRealTimers();
    await end({ address, before }, format);
    // What was taken from a device of this network is presented from another one, before anything else of it is.
    const stolen = await isSignedIn(reopened(kept));
    const states = [stolen, ...(await Promise.all([phone, desk, kept, elsewhere, late].map(isSignedIn)))];
    expect(states).toEqual([false, false, false, false, true, true]);
    expect((await list())[0]).toMatchObject({ address: `${address}/32`, before, counted: { sessions: 3, series: 1 } });
  });

  it('tells people the reason at their next visit, once', async () => {
    const browser = visitor();
    const { username } = await signIn(browser);
    await end({ users: [username] }, format);
    const answer = await browser.get('/dashboard', format);
    const said = format === 'json' ? String(answer.json['detail']) : (await browser.get('/login', 'html')).text;
    const shown = format === 'json' ? REASON : 'Somebody has &lt;b>copied&lt;/b> our &quot;store&quot;.';
    expect(said).toContain(`You were logged out by the operator of this site: ${shown}`);
    expect((await browser.get('/login', 'html')).text).not.toContain('logged out by the operator');
  });

  it('says before and after what happens to the session of whoever asks', async () => {
    const own = await product.signedIn({ role: 'admin' });
    const users = [await idOf(own)];
    expect(await dryRun({ users }, format, own)).toMatchObject({ sessions: 1, endsOwnSession: true });
    const answer = await end({ users }, format, own);
    if (format === 'json') expect(answer.json).toMatchObject({ endsOwnSession: true, revocation: { users: 1 } });
    const next = await own.get(HERE, format);
    expect([next.status, await isSignedIn(own)]).toEqual([format === 'json' ? 401 : 303, false]);
    if (format === 'html') {
      const { text } = await own.get(target(next) ?? '', 'html');
      expect(text).toContain('Your own session has ended with the others');
      expect(text).toContain('logged out by the operator');
    }
  });

  it.each([
    ['no time', { before: '' }, 'before', 'Please give a time with its zone'],
    ['a time without a zone', { before: '2026-11-30 12:00' }, 'before', 'Please give a time with its zone'],
    ['a time to come', { before: '2099-01-01' }, 'before', 'not later than now'],
    ['a role that nobody declares', { role: 'wizard' }, 'role', 'There is no role &quot;wizard&quot;'],
    ['a method in other words', { method: 'Pass Word' }, 'method', 'Please give a method'],
    ['half an address', { address: '10.1' }, 'address', 'Please give a network'],
    ['an account that there is not', { users: ['no.such.name'] }, 'users', 'There is no account &quot;no.such.name&quot;'],
    ['two such accounts', { users: ['no.one', 'no.two'] }, 'users', 'and 1 more of the list are unknown'],
    ['no reason', { reason: ' ' }, 'reason', 'Please give a reason of 1 to 500'],
    ['a long reason', { reason: 'x'.repeat(501) }, 'reason', 'Please give a reason of 1 to 500'],
    ['a reason of two lines', { reason: 'one\ntwo' }, 'reason', 'Please give a reason of 1 to 500'],
  ] as const)('refuses %s at its field, and keeps what was typed', async (_what, wrong: Fields, field, message) => {
    const before = await list();
    const typed = { role: 'clerk', address: '192.0.2.77', reason: 'what was typed' };
    const answer = await send(admin, { ...typed, ...wrong }, format);
    expect(answer.status).toBe(422);
    if (format === 'json') {
      const [said] = (answer.json['errors'] as Record<string, string[]>)[field] ?? [];
      expect(said?.replaceAll('"', '&quot;')).toContain(message);
    } else {
      expect(answer.text).toContain(`id="${field}-error"`);
      expect(answer.text).toContain(message);
      for (const [name, text] of Object.entries(typed)) if (name !== field) expect(answer.text).toContain(text);
    }
    expect(await list()).toEqual(before);
  });

  it('says all that is wrong at once, and counts without a reason', async () => {
    const { status, json, text } = await send(admin, { before: 'x', address: 'y', reason: '' }, format);
    expect(status).toBe(422);
    const fields = ['before', 'address', 'reason'];
    if (format === 'json') expect(Object.keys(json['errors'] as object)).toEqual(fields);
    else for (const field of fields) expect(text).toContain(`id="${field}-error"`);
    expect(await dryRun({ reason: '', address: '192.0.2.99' }, format)).toMatchObject({ sessions: 0 });
  });

  it('does it once for a double click and for an answer that was lost', async () => {
    const browser = visitor();
    const { username } = await signIn(browser);
    const heard = eventsFromNow('sessions-mass-revoked');
    const before = (await list()).length;
    const ask = () => send(admin, { users: [username] }, format);
    const [first, second] = await Promise.all([ask(), ask()]);
    const third = await ask();
    expect([first.status, second.status, third.status]).toEqual(Array.from({ length: 3 }, () => (format === 'json' ? 200 : 303)));
    for (const answer of [second, third]) expect(answer.json).toEqual(first.json);
    expect((await list()).length).toBe(before + 1);
    expect(heard()).toHaveLength(1);
  });

  it('is an event that names who did it', async () => {
    const heard = eventsFromNow('sessions-mass-revoked');
    // Of the same form in the other format it would be a repetition.
    await end({ address: format === 'json' ? '192.0.2.200' : '192.0.2.202' }, format);
    const [made] = await list();
    expect(heard()).toEqual([expect.objectContaining({ actorId: adminId, reason: made?.['id'] })]);
    expect(made).toMatchObject({ createdBy: adminId, createdByUsername: expect.any(String), reason: REASON, counted: null });
    await product.app.get(MassRevocations).create({ before: 'now', network: '192.0.2.201' }, 'operator');
    expect(heard()[1]?.['actorId']).toBeUndefined();
  });

  it('says how far it came when counting takes too long, and keeps no such count', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
    const condition = { address: format === 'json' ? '192.0.2.210' : '192.0.2.211', before: new Date().toISOString() };
    const { status, json, text } = await send(admin, condition, format, { dryRun: 'yes' });
    expect(status).toBe(200);
    if (format === 'json') expect(json['dryRun']).toMatchObject({ isComplete: false, accounts: 0, sessions: 0 });
    else expect(text).toContain('Counting was stopped after 10 seconds: 0 sessions and 0 remembered devices so far');
    await end(condition, format);
    expect((await list())[0]).toMatchObject({ counted: null });
  });

  it('refuses a place in the list that is none', async () => {
    for (const after of ['x', "'", '1&after=2']) expect((await admin.get(`${HERE}?after=${after}`, format)).status).toBe(400);
    expect((await admin.get(`${HERE}?after=00000000-0000-7000-8000-000000000000`, format)).status).toBe(200);
    expect((await admin.get(`${HERE}?after=`, format)).status).toBe(200);
  });
});

describe('two administrators at once', () => {
  it('who end the same sessions make a condition each, and each session ends once', async () => {
    const browser = visitor();
    const { username } = await signIn(browser);
    const other = await product.signedIn({ role: 'admin' });
    const [made, ended] = [(await list()).length, eventsFromNow('session-revoked')];
    await Promise.all([end({ users: [username] }, 'json'), end({ users: [username] }, 'html', other)]);
    await Promise.all([isSignedIn(browser), isSignedIn(browser)]);
    expect((await list()).length).toBe(made + 2);
    expect(ended()).toHaveLength(1);
  });

  it('of whom one ends the session of the other: that one is told, and does nothing more', async () => {
    const other = await product.signedIn({ role: 'admin' });
    await end({ users: [await idOf(other)] }, 'json');
    const answer = await send(other, { address: '192.0.2.220' }, 'json');
    expect([answer.status, answer.json['reason']]).toEqual([401, 'sessionMassRevokedBecause']);
  });
});

describe('the list', () => {
  it('says who did it: the operator, somebody who is here, somebody who is gone', async () => {
    const leaver = await product.signedIn({ role: 'admin' });
    const id = await idOf(leaver);
    await end({ address: '192.0.2.230' }, 'json', leaver);
    await product.app.get(AccountRemoval).remove(id, { reason: 'operator', username: 'reserved' });
    await product.app.get(MassRevocations).create({ before: 'now', network: '192.0.2.231' }, 'operator');
    const { text } = await admin.get(HERE, 'html');
    expect(text).toContain('The operator, at the console');
    expect(text).toContain('An account that is gone');
    expect(await list()).toContainEqual(expect.objectContaining({ address: '192.0.2.230/32', createdBy: 'erased' }));
  });

  it('shows one that is over as such until it is removed, and 50 on a page', async () => {
    for (let count = 0; count < 51; count += 1) {
      await product.app.get(MassRevocations).create({ before: '2026-01-01', network: '192.0.2.240' }, 'operator');
    }
    const { revocations, next } = (await admin.get(HERE, 'json')).json;
    expect([revocations.length, revocations[49].id]).toEqual([50, next]);
    const rest = (await admin.get(`${HERE}?after=${next}`, 'json')).json;
    expect(rest['revocations'].length).toBeGreaterThan(0);
    const ids = [...revocations, ...rest['revocations']].map(({ id }) => id as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await admin.get(HERE)).text).toContain(`${HERE}?after=${next}`);
    const statement = `update mass_revocations set expires_at = now() - interval '1 second' where id = '${ids[0]}'`;
    await product.app.get(EntityManager).fork().getConnection().execute(statement);
    expect((await list())[0]).toMatchObject({ id: ids[0], inForce: false });
    expect((await list())[1]).toMatchObject({ inForce: true });
  });
});

describe('the accounts of a condition', () => {
  it('are all where the box is empty, and a list of a program that is empty is refused', async () => {
    const { json } = await admin.post(HERE, { before: 'now', users: ' \r\n ', dryRun: true }, 'json');
    const all = (json['dryRun'] as { accounts: number }).accounts;
    const [{ count }] = await product.app
      .get(EntityManager)
      .fork()
      .getConnection()
      .execute('select count(*)::int as count from users');
    expect(all).toBe(count);
    const answer = await admin.post(HERE, { before: 'now', users: [], reason: REASON }, 'json');
    expect([answer.status, Object.keys(answer.json['errors'] as object)]).toEqual([422, ['users']]);
    expect((await admin.post(HERE, { before: 'now', users: [7], reason: REASON }, 'json')).status).toBe(422);
  });

  it('may be many lines, and more than 64 KiB is too many', async () => {
    const { username } = await signIn(visitor());
    const lines = `${username}\n`.repeat(2_500);
    expect(await dryRun({ users: [lines] }, 'html')).toMatchObject({ sessions: 1 });
    const answer = await send(admin, { users: ['x'.repeat(65_536)] }, 'json');
    expect([answer.status, answer.json['code']]).toEqual([413, 'payload_too_large']);
  });
});

it('only counts when Enter is pressed in a field', async () => {
  const { text } = await admin.get(HERE, 'html');
  const [first = '', second = ''] = [...text.slice(text.indexOf('<main')).matchAll(/<button[^>]*type="submit"[^>]*>/g)].map(
    String,
  );
  expect(first).toContain('name="dryRun"');
  expect(second).not.toContain('name=');
});
