import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { expectStatus, logIn, nameOf, register } from '../support/people.ts';
import { measuredEnvironment, migrate, type RunningProduct, startProduct, type Stores } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { median } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';

/** So many people log in at the same time at most. */
const TOGETHER = 2;

/** What the audit log costs a login, and how fast a million rows verify and are searched. */
export async function audit({ quick }: Options): Promise<void> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('audit'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const logins = await loginTimes(stores, quick ? 100 : 600);
  const million = await fill(stores, quick ? 100_000 : 1_000_000);
  const verified = await verify(stores);
  report({ logins, million, verified }, quick);
}

interface Times {
  readonly without: readonly number[];
  readonly with: readonly number[];
}

/** Logins at a product that writes rows and at one that does not, by turns: what disturbs the machine disturbs both. */
async function loginTimes(stores: Stores, count: number): Promise<Times> {
  const plain = await startProduct(stores, { name: 'plain', nodeArgs: ['--import', './bench/audit/without-rows.mjs'] });
  const audited = await startProduct(stores, { name: 'audited' });
  const times = { without: [] as number[], with: [] as number[] };
  const clients = { without: new Client(plain.origin, TOGETHER), with: new Client(audited.origin, TOGETHER) };
  for (let person = 0; person < TOGETHER; person += 1) await register(clients.with, nameOf(person));
  for (let turn = -10; turn < count; turn += TOGETHER) {
    for (const kind of (['without', 'with'] as const).toSorted(() => Math.random() - 0.5)) {
      await Promise.all(
        Array.from({ length: TOGETHER }, async (_, person) => {
          const begun = performance.now();
          expectStatus(await logIn(clients[kind], nameOf(person)), 200);
          if (turn >= 0) times[kind].push(performance.now() - begun);
        }),
      );
    }
  }
  for (const client of Object.values(clients)) client.close();
  await Promise.all([plain, audited].map(({ program }: RunningProduct) => program.stop()));
  return times;
}

interface Million {
  readonly rows: number;
  readonly filled: number;
  readonly sealed: number;
  readonly pages: Readonly<Record<string, readonly number[]>>;
}

async function fill(stores: Stores, rows: number): Promise<Million> {
  const { out } = await run(['bench/audit/million.mjs', String(rows)], stores);
  return JSON.parse(out) as Million;
}

/** `npm run audit -- verify` from its start to its exit code, and the most memory that it had. */
async function verify(stores: Stores): Promise<{ readonly seconds: number; readonly mebibytes: number; readonly says: string }> {
  const { out, seconds, mebibytes } = await run(['scripts/run.mjs', 'console/audit.js', 'verify'], stores);
  return { seconds, mebibytes, says: out.split('\n', 1)[0] ?? '' };
}

async function run(args: readonly string[], stores: Stores) {
  const begun = performance.now();
  const env = { PATH: process.env['PATH'], ...measuredEnvironment(stores), PUBLIC_URL: 'http://127.0.0.1', LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const watch = watchMemory(child.pid ?? 0, ended);
  const [out, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${out}`);
  return { out, seconds: (performance.now() - begun) / 1_000, mebibytes: await watch };
}

async function watchMemory(pid: number, ended: Promise<unknown>): Promise<number> {
  let [most, isRunning] = [0, true];
  void ended.then(() => (isRunning = false));
  while (isRunning) {
    most = Math.max(most, peakOf(pid));
    await sleep(100);
  }
  return most / 1_024;
}

/** Kibibytes, or 0 when the process has gone. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

interface Figures {
  readonly logins: Times;
  readonly million: Million;
  readonly verified: Awaited<ReturnType<typeof verify>>;
}

function percentile(times: readonly number[], share: number): number {
  return times.toSorted((one, other) => one - other)[Math.ceil(times.length * share) - 1] ?? 0;
}

function report({ logins, million, verified }: Figures, quick: boolean): void {
  const line = (name: string, of: (times: readonly number[]) => number) => {
    const [without, withRows] = [of(logins.without), of(logins.with)];
    return [name, short(without), short(withRows), (withRows / without).toFixed(3), '1.05'];
  };
  const text = [
    place(),
    table([
      [`${logins.with.length} logins, ${TOGETHER} at a time`, 'without rows, ms', 'with', 'ratio', 'at most'],
      line('median', median),
      line('p99', (times) => percentile(times, 0.99)),
    ]),
    `${million.rows} rows were written in ${short(million.filled / 1_000)} s and sealed in ${short(million.sealed / 1_000)} s. \`npm run audit -- verify\`: ${short(verified.seconds)} s from start to end (goal: 30 for 1,000,000), ${short(verified.mebibytes)} MiB at most. It says: ${verified.says}`,
    table([
      ['the first 50 rows of', 'median ms', 'slowest (at most 50)'],
      ...Object.entries(million.pages).map(([name, times]) => [name, short(median(times)), short(times.at(-1) ?? 0)]),
    ]),
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'audit', quick }, { logins, million, verified });
  keepInPaper('bench/results/audit.md', 'audit', text);
}
