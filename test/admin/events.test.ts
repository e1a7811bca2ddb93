import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sql, tell, type Told } from '../audit/auditing.js';
import { statementsOf } from '../support/observing.js';
import { later, Product } from '../support/product.js';
import { FORMATS, type Format, register, someone, target, type Visitor } from '../support/visitor.js';

/** All events of these tests that have a time of their own are of this day. */
const NOON = Date.parse('2026-01-02T12:00:00Z');
const MINUTE = 60_000;
const DAY = 'from=2026-01-02&to=2026-01-03';

let product: Product;
let admin: Visitor;
let [ada, bob, adminId, adminName] = ['', '', '', ''];

/** Writes these events a minute apart. */
const happen = (told: readonly Told[], from = NOON): Promise<void> => tell(product, told, from);

async function registered(username: string): Promise<string> {
  const person = { ...someone(), username, email: `${username}@example.org` };
  return (await register(product.visitor(), person)).json['user'].id as string;
}

beforeAll(async () => {
  product = await Product.start();
  admin = await product.signedIn({ role: 'admin' });
  const own = (await admin.get('/session', 'json')).json['user'] as { id: string; username: string };
  [adminId, adminName] = [own.id, own.username];
  [ada, bob] = [await registered('ada.l'), await registered('bob')];
  await happen([
    { event: 'logged-in', accountId: ada, address: '192.0.2.7', device: 'Mozilla/5.0 Firefox/140.0', session: 'abc' },
    { event: 'user-disabled', accountId: ada, actorId: adminId, address: '192.0.2.200', reason: '=cmd()' },
    { event: 'login-failed', address: '2001:db8::7', reason: '<b>odd</b>' },
    { event: 'logged-in', accountId: bob, address: '198.51.100.7', requestId: 'req-7' },
    { event: 'profile-changed', accountId: bob, changes: { displayName: ['', 'Bob'] } },
  ]);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => product.remove());

interface Shown {
  readonly id: string;
  readonly at: string;
  readonly [field: string]: unknown;
}

const minuteOf = (at: string): number => (Date.parse(at) - NOON) / MINUTE;

interface ShownPage {
  readonly status: number;
  readonly times: readonly string[];
  /** The address of the page after it. */
  readonly next: string | undefined;
}

/** A page of events as either format shows it. */
const PAGES: Readonly<Record<Format, (path: string) => Promise<ShownPage>>> = {
  html: async (path) => {
    const { status, text } = await admin.get(path);
    const times = [...text.matchAll(/<time dateTime="([^"]+)"/gi)].map(([, at]) => at ?? '');
    return { status, times, next: /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&') };
  },
  json: async (path) => {
    const { status, json } = await admin.get(path, 'json');
    const { events, next } = json as { events: Shown[]; next: string | null };
    return {
      status,
      times: events.map(({ at }) => at),
      next: next === null ? undefined : `${path.split('&after')[0]}&after=${next}`,
    };
  },
};

/** The minutes of the events of that day that this query finds, the oldest first. */
async function minutes(query: string, format: Format): Promise<number[]> {
  const { status, times } = await PAGES[format](`/admin/events?${query}`);
  expect([query, status]).toEqual([query, 200]);
  return times.map(minuteOf).toReversed();
}

describe.each(FORMATS)('who reads the log of events (%s)', (format) => {
  const refused = (status: number) => (format === 'json' ? status : 303);

  it('is no guest', async () => expect((await product.visitor().get('/admin/events', format)).status).toBe(refused(401)));

  it.each(['', '?format=csv', '?format=jsonl'])('is nobody without the role admin (%s)', async (query) => {
    expect((await (await product.signedIn()).get(`/admin/events${query}`, format)).status).toBe(403);
    expect((await product.visitor().get(`/admin/events${query}`, format)).status).toBe(refused(401));
  });

  it.each(['', '?format=csv', '?format=jsonl'])('has logged in a short time ago (%s)', async (query) => {
    const stale = await product.signedIn({ role: 'admin' });
    later(16 * MINUTE);
    const answer = await stale.get(`/admin/events${query}`, format);
    expect([answer.status, answer.json['code']]).toEqual([format === 'json' ? 403 : 303, format === 'json' ? 'fresh_login_required' : undefined]); // prettier-ignore
    if (format === 'html') expect(target(answer)).toBe(`/confirm?next=${encodeURIComponent(`/admin/events${query}`)}`);
  });

  it.each(['', '?format=csv', '?format=jsonl'])('has shown the second factor of the account (%s)', async (query) => {
    const visitor = await product.signedIn({ role: 'admin' });
    const { id } = (await visitor.get('/session', 'json')).json['user'] as { id: string };
    await sql(product, `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) values ('${id}', '', 0, now(), now())`); // prettier-ignore
    const { status, json } = await visitor.get(`/admin/events${query}`, format);
    expect([status, json['code']]).toEqual([refused(403), format === 'json' ? 'second_factor_required' : undefined]);
  });
});

/** What the log does not know of a field. */
const REFUSED: readonly [field: string, value: string][] = [
  ['account', 'nobody.there'],
  ['account', 'nobody@example.org'],
  ['account', '\u0000'],
  ['account', `'; drop table audit_events; --`],
  ['actor', '%'],
  ['event', 'unheard-of'],
  ['event', 'toString'],
  ['address', '192.0.2.7/33'],
  ['address', '10.1'],
  ['address', 'fe80::/129'],
  ['address', '::ffff:0.0.0.0/64'],
  ['address', 'localhost'],
  ['from', 'yesterday'],
  ['from', '2026-02-30'],
  ['from', '2026-01-02T25:00'],
  ['from', '0000-00-00'],
  ['to', '2026-01-01 00:00 CET'],
  ['to', '1'],
];

describe.each(FORMATS)('the log of events (%s)', (format) => {
  it.each<[string, () => string, number[]]>([
    ['everything', () => '', [0, 1, 2, 3, 4]],
    ['a username', () => 'account=ADA.L', [0, 1]],
    ['an address of mail', () => 'account=%20Ada.L@Example.org%20', [0, 1]],
    ['an id', () => `account=${ada}`, [0, 1]],
    ['an id in capitals', () => `account=${ada.toUpperCase()}`, [0, 1]],
    ['an id that nobody has', () => 'account=00000000-0000-7000-8000-000000000000', []],
    ['an actor', () => `actor=${adminName}`, [1]],
    ['an actor by id', () => `actor=${adminId}`, [1]],
    ['an event', () => 'event=logged-in', [0, 3]],
    ['an event that never came', () => 'event=passkey-cloned', []],
    ['an address', () => 'address=192.0.2.7', [0]],
    ['an address in another spelling', () => 'address=2001:0DB8::0007', [2]],
    ['an address of IPv4 in one of IPv6', () => 'address=::ffff:192.0.2.7', [0]],
    ['a network', () => 'address=192.0.2.0/24', [0, 1]],
    ['a network, by an address in it', () => 'address=192.0.2.99/24', [0, 1]],
    ['a network of IPv6', () => 'address=2001:db8::/32', [2]],
    ['a network and an account', () => 'address=192.0.2.0/24&account=bob', []],
    ['a network and an event', () => 'address=192.0.2.0/24&event=logged-in', [0]],
    ['all of IPv4', () => 'address=0.0.0.0/0', [0, 1, 3]],
    ['fields without a value', () => 'account=&event=&actor=&address=&after=', [0, 1, 2, 3, 4]],
    ['all of it at once', () => 'account=ada.l&actor=' + adminName + '&event=user-disabled&address=192.0.2.0/24', [1]],
  ])('is asked for %s', async (_what, query, found) => expect(await minutes(`${DAY}&${query()}`, format)).toEqual(found));

  it.each([
    ['2026-01-02T12:01&to=2026-01-02T12:03', [1, 2]],
    ['2026-01-02 12:01&to=2026-01-02 12:03', [1, 2]],
    ['2026-01-02T12:01:00Z&to=2026-01-02T12:02:00.001Z', [1, 2]],
    ['2026-01-02T14:01:00%2B02:00&to=2026-01-02T14:02:00%2B02:00', [1]],
    ['2026-01-02&to=2026-01-03', [0, 1, 2, 3, 4]],
    ['2026-01-01&to=2026-01-02', []],
  ])('is asked for the time from %s', async (query, found) => expect(await minutes(`from=${query}`, format)).toEqual(found));

  it('refuses an end before its beginning', async () => {
    const { status, text } = await admin.get('/admin/events?from=2026-01-03&to=2026-01-02', format);
    expect([status, text.includes('after the first one')]).toEqual([422, true]);
  });

  it.each(['account=bob&account=ada.l', 'event=logged-in&event=logged-out', 'from=2026-01-02&from=2026-01-03'])(
    'refuses two values of a field (%s)',
    async (query) => expect((await admin.get(`/admin/events?${query}`, format)).status).toBe(422),
  );

  it.each(['after=xx', `after=${'0'.repeat(36)}`, 'after=1&after=2', 'format=pdf', 'format=csv&format=csv'])(
    'refuses what no link of it says (%s)',
    async (query) => expect((await admin.get(`/admin/events?${query}`, format)).status).toBe(400),
  );

  it('takes all events that were written by now, and no others, page by page, whatever comes meanwhile', async () => {
    const day = NOON + (format === 'json' ? 40 : 50) * 1_440 * MINUTE;
    const several = Array.from({ length: 120 }, () => ({ event: 'session-expired', accountId: ada }));
    await happen(several, day);
    const seen: number[] = [];
    let path: string | undefined = `/admin/events?event=session-expired&from=${new Date(day).toISOString().slice(0, 10)}`;
    for (let come = 0; path !== undefined; come += 1) {
      const shown: ShownPage = await PAGES[format](path);
      seen.push(...shown.times.map((at) => (Date.parse(at) - day) / MINUTE));
      await happen(several.slice(0, 60), day + (200 + 100 * come) * MINUTE);
      path = shown.next;
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, place) => 119 - place));
    await sql(product, `delete from audit_events where event = 'session-expired'`);
  });
});

describe('what the log does not know', () => {
  const searchFor = (field: string, value: string) =>
    new URLSearchParams({ event: 'logged-in', account: 'bob', address: '198.51.100.7', [field]: value });

  it.each(REFUSED)('is refused, by the name of its field (%s=%j)', async (field, value) => {
    const { status, json } = await admin.get(`/admin/events?${searchFor(field, value).toString()}`, 'json');
    expect([status, json['code'], Object.keys(json['errors'])]).toEqual([422, 'validation_failed', [field]]);
  });

  it.each(REFUSED)('is shown in the form again, with all else that was typed (%s=%j)', async (field, value) => {
    const search = searchFor(field, value);
    const { status, text } = await admin.get(`/admin/events?${search.toString()}`);
    expect([status, text.includes(`id="${field}-error"`)]).toEqual([422, true]);
    expect(text).toContain(`<option value="${search.get('event')}" selected`);
    search.delete('event');
    for (const said of search.values()) expect(text).toContain(`value="${said}"`);
    expect(text).not.toContain('<li class="list-group-item"');
  });
});

describe('an event', () => {
  it('is told with names of account and actor, and nothing that is secret', async () => {
    const { json, text } = await admin.get(`/admin/events?${DAY}&account=ada.l`, 'json');
    const [disabled, loggedIn] = json['events'] as Shown[];
    expect(disabled).toMatchObject({
      event: 'user-disabled',
      account: ada,
      username: 'ada.l',
      actor: adminId,
      actorUsername: adminName,
      address: '192.0.2.200',
      reason: '=cmd()',
      erased: false,
      pseudonym: null,
      actorPseudonym: null,
    });
    expect(loggedIn).toMatchObject({ device: 'Mozilla/5.0 Firefox/140.0', session: 'abc', actor: null, actorUsername: null });
    expect(Object.keys(loggedIn ?? {}).toSorted()).toEqual(['account', 'actor', 'actorPseudonym', 'actorUsername', 'address', 'at', 'byAnother', 'changes', 'count', 'device', 'erased', 'event', 'id', 'pseudonym', 'reason', 'requestId', 'seal', 'session', 'username']); // prettier-ignore
    expect(json['next']).toBeNull();
    const rows = await sql<{ secret: string | null }>(
      product,
      `select unnest(array[password_hash, hash_tag, security_stamp]) as secret from users union all
        select subject::text from audit_subjects union all select unnest(array[salt, commitment]) from audit_events`,
    );
    const secrets = rows.map(({ secret }) => secret ?? '').filter((secret) => secret !== '');
    expect(secrets.length).toBeGreaterThan(10);
    const all = [text, (await admin.get(`/admin/events?${DAY}`)).text, (await admin.get('/admin/events?format=jsonl')).text];
    for (const secret of secrets) expect(all.some((one) => one.includes(secret))).toBe(false);
  });

  it('is an entry of a list with the names of its parts, in which nothing that it says is markup', async () => {
    const { text } = await admin.get(`/admin/events?${DAY}`);
    expect(text).toContain('&lt;b>odd&lt;/b>');
    expect(text).toMatch(new RegExp(`href="/admin/events\\?account=${bob}">bob<`));
    expect(text).toMatch(/<dt[^>]*>displayName<\/dt>/);
    for (const name of ['Time', 'Event', 'Account', 'Client address']) expect(text).toContain(`>${name}: </span>`);
    expect(text).not.toMatch(/<script(?! src)/);
  });

  it('of an account that is erased says so, and its rows are found by the pseudonym that is left', async () => {
    const id = await registered('gone.soon');
    await happen([{ event: 'logged-in', accountId: id, address: '192.0.2.66', reason: 'told' }], NOON + 10 * 1_440 * MINUTE);
    await happen([{ event: 'user-disabled', accountId: bob, actorId: id }], NOON + 11 * 1_440 * MINUTE);
    const sent = await admin.post(`/admin/users/${id}/delete`, { reason: 'asked for it' }, 'json');
    expect(sent.status).toBe(200);
    const { json } = await admin.get('/admin/events?from=2026-01-12&to=2026-01-14', 'json');
    const [done, own] = json['events'] as Shown[];
    expect(own).toMatchObject({ event: 'logged-in', erased: true, account: null, username: null, address: null, reason: null });
    expect(done).toMatchObject({
      event: 'user-disabled',
      account: bob,
      actor: null,
      actorPseudonym: own?.['pseudonym'],
      erased: false,
    });
    const pseudonym = own?.['pseudonym'] as string;
    const found = (await admin.get(`/admin/events?account=${pseudonym}`, 'json')).json['events'] as Shown[];
    expect(found.map(({ event }) => event)).toEqual(expect.arrayContaining(['audit-erased', 'registered', 'logged-in']));
    expect((await admin.get(`/admin/events?actor=${pseudonym}`, 'json')).json['events']).toHaveLength(1);
    expect((await admin.get('/admin/events?account=gone.soon', 'json')).status).toBe(422);
    expect((await admin.get(`/admin/events?account=${id}`, 'json')).json['events']).toEqual([]);
    const { text } = await admin.get(`/admin/events?account=${pseudonym}`);
    expect(text).toContain(`href="/admin/events?account=${pseudonym}">Erased account</a>`);
    expect((await admin.get('/admin/events?event=user-deleted', 'json')).json['events']).toMatchObject([
      { erased: true, pseudonym },
    ]);
  });

  it('leads from the page of its account, for administrators', async () => {
    expect((await admin.get(`/admin/users/${ada}`)).text).toContain(`href="/admin/events?account=${ada}"`);
    expect((await admin.get('/admin/users')).text).toContain('href="/admin/events"');
  });
});

it('asks as many statements for a page of many accounts as for one of a single event', async () => {
  const statements = (query: string) => statementsOf(product, () => admin.get(`/admin/events?${query}`, 'json'));
  const many = [];
  for (let place = 0; place < 10; place += 1) many.push({ event: 'logged-out', accountId: await registered(`many${place}`) });
  await happen(many, NOON + 20 * 1_440 * MINUTE);
  await statements('');
  const [one, ten] = [await statements(`${DAY}&event=user-disabled`), await statements('from=2026-01-22&to=2026-01-23')];
  expect([one > 1, ten]).toEqual([true, one]);
});
