import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FoundEvents } from '../../src/admin/events/found-events.js';
import { FoundAccounts } from '../../src/admin/users/found-accounts.js';
import { Logger } from '../../src/log/logger.js';
import { MassRevocations } from '../../src/sessions/revocations/mass-revocations.service.js';
import type { SignedInVisitor } from '../../src/testing/index.js';
import { entries, sql } from '../audit/auditing.js';
import { soon } from '../sessions/revocations/soon.js';
import { Closers, onServers, onTwoInstances, type Product, StoresAway, takeRole, WAYS } from '../support/product.js';
import { copyOf, isSignedIn, signIn, type Visitor } from '../support/visitor.js';

let here: Product;
let there: Product;
let admin: Visitor;

onTwoInstances((...both) => ([here, there] = both));

/** So many rows are on a page, and so many pages a file has at least. */
const [PAGE, PAGES] = [2, 5];
const ROWS = PAGE * PAGES;
const YEAR = 'from=2024-01-01&to=2025-01-01';
const MANY = `insert into audit_events (id, at, event, count, salt, commitment, seal, position)
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
    at, 'throttled', n, '', '', 1, n
  from (select n, timestamptz '2024-02-01' + n * interval '1 second' as at from generate_series(1, ${ROWS}) n) happened`;

/** The files that there are: of which list, by what address, and what is written down of their filter. */
const FILES = [
  ['accounts', '/admin/users?format=csv&state=active', 'accounts: state=active'],
  ['events', `/admin/events?format=csv&event=throttled&${YEAR}`, 'events: event=throttled, from=2024-01-01, to=2025-01-01'],
  ['events', `/admin/events?format=jsonl&event=throttled&${YEAR}`, 'events: event=throttled, from=2024-01-01, to=2025-01-01'],
] as const;

type Listed = (typeof FILES)[number][0];

beforeAll(async () => {
  admin = await fill(here);
});

/** Makes rows for both lists, and returns an administrator. */
async function fill(product: Product): Promise<Visitor> {
  await sql(product, MANY);
  for (let count = 1; count < ROWS; count += 1) await product.signedIn();
  return product.signedIn({ role: 'admin' });
}

const exportsOf = async (product: Product, account: string) =>
  (await entries(product, { account })).filter(({ event }) => event.startsWith('export-')).toReversed();

/** Asks for a file as it comes. */
const download = (by: Visitor, path: string, signal: AbortSignal | null = null): Promise<Response> =>
  fetch(by.origin + path, { headers: { cookie: [...by.cookies].map((one) => one.join('=')).join('; ') }, signal });

/** The file to its end. A transfer may break before its first byte has left, or behind it. */
async function whole(coming: Promise<Response>): Promise<string> {
  const answer = await coming;
  expect(answer.status).toBe(200);
  return answer.text();
}

/** Makes pages small, and does something before the third page of a file is read. */
function amidst(list: Listed, deed: () => Promise<unknown>, product = here): { asked: number } {
  const state = { asked: 0 };
  const before = async (): Promise<void> => {
    state.asked += 1;
    if (state.asked === 3) await deed();
  };
  if (list === 'events') {
    const found = product.app.get(FoundEvents, { strict: false });
    const page = found.page.bind(found);
    vi.spyOn(found, 'page').mockImplementation(async (filter, after) => {
      await before();
      return page(filter, after, PAGE);
    });
  } else {
    const found = product.app.get(FoundAccounts, { strict: false });
    const page = found.page.bind(found);
    vi.spyOn(found, 'page').mockImplementation(async (filter, order, after) => {
      await before();
      return page(filter, order, after, PAGE);
    });
  }
  return state;
}

/** Resolves when the client of the next answer has left, or has all of it. */
function answerClosed(): Promise<void> {
  const server = here.app.getHttpServer();
  return new Promise((resolve) => {
    server.once('request', (_request: IncomingMessage, response: ServerResponse) => response.once('close', resolve));
  });
}

describe.each(FILES)('a file of %s (%s)', (list, path, filter) => {
  it('is written down when it begins and when it ends: who, from where, by what filter, how many rows', async () => {
    const visitor = await here.signedIn({ role: 'admin' });
    const rows = (await visitor.get(path)).text.trimEnd().split('\n').length - (path.includes('csv') ? 1 : 0);
    const account = visitor.person.id;
    const [started, ended, ...more] = await exportsOf(here, account);
    expect([started?.reason, ended?.reason, more]).toEqual([filter, `${list}: ${rows} rows`, []]);
    expect([started?.event, ended?.event]).toEqual(['export-started', 'export-ended']);
    for (const row of [started, ended]) {
      expect(row).toMatchObject({ account, actor: account, byAnother: false, address: '127.0.0.1' });
      expect(row?.session).toMatch(/^[\w-]{12}$/);
    }
  });

  const ENDS: Record<string, (visitor: SignedInVisitor) => Promise<unknown>> = {
    'the role is taken away': ({ person }) => takeRole(there, person, 'admin'),
    'the session ends elsewhere': (visitor) => copyOf(visitor, there).post('/logout', {}, 'json'),
    'the account is disabled': ({ person }) =>
      copyOf(admin, there).post(`/admin/users/${person.id}/disable`, { reason: 'left' }, 'json'),
    'a mass revocation means the session': ({ person }) =>
      here.app.get(MassRevocations).create({ before: 'now', users: [person.username] }, 'operator'),
  };

  it.each(Object.keys(ENDS))('breaks before its next page when %s', async (name) => {
    const visitor = await here.signedIn({ role: 'admin' });
    const state = amidst(list, async () => ENDS[name]?.(visitor));
    await expect(whole(download(visitor, path))).rejects.toThrow();
    expect(state.asked).toBe(3);
    await soon(async () => {
      const [, ended] = await exportsOf(here, visitor.person.id);
      expect(ended?.reason).toBe(`${list}: ${2 * PAGE} rows, broken off: no longer allowed`);
    });
  });

  it('goes on when the session gets another id', async () => {
    const visitor = await here.signedIn({ role: 'admin' });
    const other = copyOf(visitor, there);
    amidst(list, () => other.post('/confirm', { password: visitor.person.password }, 'json'));
    const text = await whole(download(visitor, path));
    expect(text.trimEnd().split('\n').length).toBeGreaterThanOrEqual(ROWS);
    expect(await isSignedIn(other)).toBe(true);
  });

  it('says where it was broken off by whoever reads it', async () => {
    const visitor = await here.signedIn({ role: 'admin' });
    const leaving = new AbortController();
    const close = answerClosed();
    amidst(list, async () => {
      leaving.abort();
      await close;
    });
    await expect(whole(download(visitor, path, leaving.signal))).rejects.toThrow();
    await soon(async () => {
      const [started, ended] = await exportsOf(here, visitor.person.id);
      expect([started?.reason, ended?.reason]).toEqual([filter, expect.stringMatching(/ rows, broken off$/)]);
    });
  });
});

it('is written down without what may name a person: its erasure would not reach rows about somebody else', async () => {
  const visitor = await here.signedIn({ role: 'admin' });
  const { username } = await signIn(here.visitor());
  const lines = vi.spyOn(here.app.get(Logger), 'event');
  await visitor.get(`/admin/users?format=csv&q=${username}`);
  await visitor.get(`/admin/events?format=csv&account=${username}&actor=${username}&address=192.0.2.77`);
  const written = (await exportsOf(here, visitor.person.id)).map(({ reason }) => reason);
  expect(written).toEqual(['accounts: q', 'accounts: 1 rows', 'events: account, actor, address', 'events: 0 rows']);
  expect(JSON.stringify(lines.mock.calls)).not.toMatch(new RegExp(`${username}|192\\.0\\.2\\.77`));
});

it('is none where a list is shown on a page, and none where a file is refused', async () => {
  const visitor = await here.signedIn({ role: 'admin' });
  await visitor.get('/admin/users');
  await visitor.get('/admin/events?format=csv&address=x');
  await (await here.signedIn()).get('/admin/events?format=csv');
  expect(await exportsOf(here, visitor.person.id)).toEqual([]);
});

it('is told to its administrator in their own history, who may not have been it', async () => {
  const visitor = await here.signedIn({ role: 'admin' });
  await visitor.get('/admin/users?format=csv');
  expect((await visitor.get('/settings/history')).text).toContain('You downloaded a list of accounts or events of this site.');
});

describe.runIf(onServers)('when PostgreSQL goes away in the middle of a file', () => {
  const closers = new Closers();
  let site: StoresAway;
  let reader: Visitor;

  beforeAll(async () => {
    site = await StoresAway.start(closers);
    reader = await fill(site.product);
  });
  afterEach(() => site.back());
  afterAll(() => closers.closeAll());

  it.each(FILES.flatMap(([list, path]) => WAYS.map((way) => [path, way, list] as const)))('the transfer breaks (%s, %s)', async (path, way, list) => {
    amidst(list, () => site.away('postgresql', way), site.product);
    await expect(whole(download(reader, path))).rejects.toThrow();
  });
}); // prettier-ignore
