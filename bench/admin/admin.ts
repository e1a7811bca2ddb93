import { accounts, copyAccounts } from '../scale/accounts.ts';
import { built } from '../support/built.ts';
import type { Options } from '../options.ts';
import { Client, cookiesOf } from '../support/client.ts';
import { expectStatus, nameOf, PASSWORD } from '../support/people.ts';
import { residentOf } from '../support/process-tree.ts';
import { migrate, startProduct, type Stores } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers, query } from '../support/servers.ts';
import { short, table } from '../support/table.ts';
import { USER_AGENT } from '../support/wrk.ts';
import { measuredEvents, writeEvents } from './events.ts';
import { measured } from './explained.ts';
import { LISTS, type MeasuredList } from './lists.ts';

type Finding = typeof import('../../src/admin/users/found-accounts.js');

/** Milliseconds of PostgreSQL for the first rows of any list (the goal). */
const GOAL = 50;

/** What a site of a million has: few are disabled, closed or proven by codes; most have proven their address and come back. */
const LIVED_IN = [
  `update users set active = random() > 0.001, email_verified_at = case when random() < 0.9 then now() end,
    delete_at = case when random() < 0.0005 then now() + interval '7 days' end,
    created_at = timestamptz '2020-01-01' + (random() * 2000) * interval '1 day',
    last_seen_at = case when random() < 0.2 then '1970-01-01 00:00:00+00' else now() - (random() * random() * 1000) * interval '1 day' end,
    display_name = case when random() < 0.3 then 'Person ' || username else '' end`,
  `update users set roles = '{admin}' where username_key in ('bench0000000', 'bench0000007')`,
  `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at)
    select id, '', 0, now(), now() from users where random() < 0.02`,
  'vacuum full users',
  'vacuum analyze users',
  'analyze totp_secrets',
];

/** What administrators' lists ask of PostgreSQL with a million accounts, and what the file of all of them takes. */
export async function admin({ quick, accounts: counts, rounds = 7 }: Options): Promise<void> {
  const count = counts?.[0] ?? (quick ? 20_000 : 1_000_000);
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('admin'), redisUrl: await servers.redis(0) };
  await populate(stores, count);
  const { statementOf } = await built<Finding>('admin/users/found-accounts.js');
  const lists: MeasuredList[] = [];
  for (const list of LISTS) {
    const [sql, values] = statementOf(list.filter ?? {}, list.order, list.after, 51);
    lists.push({ title: list.title, ...(await measured(stores.databaseUrl, sql, values, rounds)) });
  }
  const { BY_HOUR, firstIdOf, COUNTED } = await overview();
  const day = [Object.values(COUNTED).join(','), firstIdOf(Date.now() - 86_400_000)];
  lists.push({
    title: `the overview, of ${count} events in 30 days`,
    ...(await measured(stores.databaseUrl, BY_HOUR, day, rounds)),
  });
  lists.push(...(await liveSessions(stores.databaseUrl, rounds)));
  lists.push(...(await measuredEvents(stores.databaseUrl, rounds)));
  const file = await exported(stores, '/admin/users?format=csv&sort=username');
  const log = await exported(stores, '/admin/events?format=jsonl');
  report({ count, lists, file, log }, quick);
}

async function populate(stores: Stores, count: number): Promise<void> {
  await migrate(stores);
  const bcrypt = await import('bcrypt');
  await copyAccounts(stores.databaseUrl, accounts(count), await bcrypt.default.hash(PASSWORD, 10));
  for (const statement of LIVED_IN) await query(stores.databaseUrl, statement);
  await writeEvents(stores.databaseUrl, count);
  console.log(`${count} accounts are there`);
}

async function overview() {
  const { BY_HOUR } = await built<typeof import('../../src/audit/query/audit-counts.js')>('audit/query/audit-counts.js');
  const { firstIdOf } = await built<typeof import('../../src/audit/rows/event-id.js')>('audit/rows/event-id.js');
  const { COUNTED } = await built<typeof import('../../src/admin/overview/overview.service.js')>(
    'admin/overview/overview.service.js',
  );
  return { BY_HOUR, firstIdOf, COUNTED };
}

/** What the number of live sessions asks where everybody was seen within their life. */
async function liveSessions(databaseUrl: string, rounds: number): Promise<MeasuredList[]> {
  const live = await built<typeof import('../../src/admin/overview/live-sessions.js')>('admin/overview/live-sessions.js');
  const asked = [
    ['the first 2,001', live.FIRST_SEEN, '2001'],
    ['how many', live.HOW_MANY, undefined],
    ['2,000 by chance', live.SOME_SEEN, '0.002'],
  ] as const;
  const lists: MeasuredList[] = [];
  for (const [title, sql, bound] of asked) {
    const values = ['1970-01-01T00:00:00Z', ...(bound === undefined ? [] : [bound])];
    lists.push({ title: `live sessions: ${title}`, ...(await measured(databaseUrl, sql, values, rounds)) });
  }
  return lists;
}

/** Streams all of a list as a file and looks at the memory of the process meanwhile. */
async function exported(stores: Stores, path: string) {
  const { origin, program } = await startProduct(stores);
  // A session is fresh only for the client that began it, so both requests come from this one.
  const client = new Client(origin, 1);
  const headers = { 'user-agent': USER_AGENT };
  const body = { identifier: nameOf(0), password: PASSWORD };
  const cookie = cookiesOf(expectStatus(await client.ask('/login', { method: 'POST', body, headers }), 200));
  const before = residentOf(program.pid);
  let [bytes, most] = [0, before];
  const begun = performance.now();
  const answer = await fetch(`${origin}${path}`, {
    headers: { ...headers, cookie },
    redirect: 'manual',
  });
  if (answer.status !== 200 || answer.body === null) throw new Error(`the file is a ${answer.status}`);
  let lookAt = 0;
  for await (const piece of answer.body) {
    bytes += piece.length;
    if (bytes < lookAt) continue;
    lookAt = bytes + 2_000_000;
    most = Math.max(most, residentOf(program.pid));
  }
  const seconds = (performance.now() - begun) / 1_000;
  await program.stop();
  return { bytes, seconds, memory: { before, most } };
}

type File = Awaited<ReturnType<typeof exported>>;
type Figures = { count: number; lists: MeasuredList[]; file: File; log: File };

function told({ bytes, seconds, memory }: File): string {
  return `${short(bytes / 1e6)} MB in ${short(seconds)} s; the process had ${short(memory.before / 1e6)} MB before and at most ${short(memory.most / 1e6)} MB meanwhile.`;
}

function report({ count, lists, file, log }: Figures, quick: boolean): void {
  const rows = lists.map(({ title, ms, nodes }) => [title, short(ms), nodes]);
  const text = [
    place(),
    `${count.toLocaleString('en-GB').replaceAll(',', ' ')} accounts and as many events, the first 51 rows (251 of a file of events), planning included (goal: ${GOAL} ms).`,
    table([['list', 'ms', 'plan'], ...rows]),
    `The file of all accounts: ${told(file)}`,
    `The file of all events: ${told(log)}`,
  ].join('\n\n');
  console.log(text);
  keepResult({ name: 'admin', quick }, { count, lists, file, log });
  keepInPaper('bench/results/admin.md', 'admin', text);
  if (lists.some(({ ms }) => ms > GOAL)) process.exitCode = 1;
}
