import { accounts, copyAccounts } from '../scale/accounts.ts';
import { built } from '../support/built.ts';
import type { Options } from '../options.ts';
import { Client, cookiesOf } from '../support/client.ts';
import { expectStatus, nameOf, PASSWORD } from '../support/people.ts';
import { residentOf } from '../support/process-tree.ts';
import { migrate, startProduct, type Stores } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers, query } from '../support/servers.ts';
import { median } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';
import { USER_AGENT } from '../support/wrk.ts';
import { LISTS, type MeasuredList } from './lists.ts';

/** Ids begin with their time (RFC 9562, version 7). */
const EVENTS = `select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
    at, (array['logged-in', 'login-failed', 'registered', 'remembered-login', 'throttled', 'forbidden'])[1 + n % 6], 1, ''
  from (select n, now() - (n::float8 / $1::int) * interval '30 days' as at from generate_series(1, $1::int) n) happened`;

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
    lists.push({ title: list.title, ...(await measured(stores, sql, values, rounds)) });
  }
  const { BY_HOUR, firstIdOf, COUNTED } = await overview();
  const day = [Object.values(COUNTED).join(','), firstIdOf(Date.now() - 86_400_000)];
  lists.push({ title: `the overview, of ${count} events in 30 days`, ...(await measured(stores, BY_HOUR, day, rounds)) });
  report({ count, lists, ...(await exported(stores)) }, quick);
}

async function populate(stores: Stores, count: number): Promise<void> {
  await migrate(stores);
  const bcrypt = await import('bcrypt');
  await copyAccounts(stores.databaseUrl, accounts(count), await bcrypt.default.hash(PASSWORD, 10));
  for (const statement of LIVED_IN) await query(stores.databaseUrl, statement);
  await query(stores.databaseUrl, `insert into audit_events (id, at, event, count, commitment) ${EVENTS}`, [count]);
  await query(stores.databaseUrl, 'vacuum analyze audit_events');
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

async function measured(stores: Stores, sql: string, values: unknown[], rounds: number): Promise<{ ms: number; nodes: string }> {
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await explained(stores, sql, values));
  return { ms: median(runs.map(({ ms }) => ms)), nodes: runs.at(-1)?.nodes ?? '' };
}

async function explained({ databaseUrl }: Stores, sql: string, values: unknown[]): Promise<{ ms: number; nodes: string }> {
  const [row = {}] = await query(databaseUrl, `explain (analyze, format json) ${sql}`, values);
  const [{ Plan: plan, 'Execution Time': execution, 'Planning Time': planning }] = row['QUERY PLAN'] as [Explained];
  return { ms: execution + planning, nodes: [...new Set(nodesOf(plan))].join(', ') };
}

interface Explained {
  readonly Plan: PlanNode;
  readonly 'Execution Time': number;
  readonly 'Planning Time': number;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf({ 'Node Type': type, 'Index Name': index, Plans: below = [] }: PlanNode): string[] {
  const own = index === undefined ? type : `${type} (${index})`;
  return [...(type === 'Limit' ? [] : [own]), ...below.flatMap(nodesOf)];
}

/** Streams all accounts as a file and looks at the memory of the process meanwhile. */
async function exported(stores: Stores) {
  const { origin, program } = await startProduct(stores);
  // A session is fresh only for the client that began it, so both requests come from this one.
  const client = new Client(origin, 1);
  const headers = { 'user-agent': USER_AGENT };
  const body = { identifier: nameOf(0), password: PASSWORD };
  const cookie = cookiesOf(expectStatus(await client.ask('/login', { method: 'POST', body, headers }), 200));
  const before = residentOf(program.pid);
  let [bytes, most] = [0, before];
  const begun = performance.now();
  const answer = await fetch(`${origin}/admin/users?format=csv&sort=username`, {
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

type Figures = { count: number; lists: MeasuredList[] } & Awaited<ReturnType<typeof exported>>;

function report({ count, lists, bytes, seconds, memory }: Figures, quick: boolean): void {
  const rows = lists.map(({ title, ms, nodes }) => [title, short(ms), nodes]);
  const file = `The file of all of them: ${short(bytes / 1e6)} MB in ${short(seconds)} s; the process had ${short(memory.before / 1e6)} MB before and at most ${short(memory.most / 1e6)} MB meanwhile.`;
  const text = [
    place(),
    `${count.toLocaleString('en-GB').replaceAll(',', ' ')} accounts, the first 51 rows, planning included (goal: ${GOAL} ms).`,
    table([['list', 'ms', 'plan'], ...rows]),
    file,
  ].join('\n\n');
  console.log(text);
  keepResult({ name: 'admin', quick }, { count, lists, file: { bytes, seconds, ...memory } });
  keepInPaper('bench/results/admin.md', 'admin', text);
  if (lists.some(({ ms }) => ms > GOAL)) process.exitCode = 1;
}
