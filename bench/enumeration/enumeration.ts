import bcrypt from 'bcrypt';
import pg from 'pg';
import type { Options } from '../options.ts';
import { type Answer, Client } from '../support/client.ts';
import { expectStatus, logIn, nameOf, PASSWORD, register } from '../support/people.ts';
import { migrate, startProduct, type Stores } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { median } from '../support/statistics.ts';
import { short, table } from '../support/table.ts';
import { areaUnderCurve } from './area-under-curve.ts';
import { type Refusals, refusals } from './refusals.ts';

const COST = 10;

/** What a login may meet, and must not tell. The first is what the others are compared with. */
const KINDS = {
  'wrong password': [nameOf(0), 'not this one'],
  'unknown account': [nameOf(9), 'not this one'],
  'disabled account, wrong password': [nameOf(1), 'not this one'],
  'disabled account, right password': [nameOf(1), PASSWORD],
  'hash of a lower cost, wrong password': [nameOf(2), 'not this one'],
  'second factor, wrong password': [nameOf(3), 'not this one'],
} as const;

const KIND_NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[];

/** Whether the answers and times of failed logins tell which accounts exist (ASVS 5.0 6.3.8). */
export async function enumeration({ quick }: Options): Promise<void> {
  const tries = quick ? 40 : 400;
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('enumeration'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const { origin, program } = await startProduct(stores, { env: { BCRYPT_COST: String(COST) } });
  const client = new Client(origin, 1);
  for (const person of [0, 1, 2, 3]) await register(client, nameOf(person));
  await change(stores.databaseUrl, 'update users set active = false where username = $1', nameOf(1));
  const cheap = bcrypt.hashSync(PASSWORD, COST - 2);
  await change(stores.databaseUrl, 'update users set password_hash = $2 where username = $1', nameOf(2), cheap);
  const factor = `insert into totp_secrets (user_id, sealed_secret, last_step, created_at, last_used_at) select id, '', 0, now(), now() from users where username = $1`;
  await change(stores.databaseUrl, factor, nameOf(3));

  const times = new Map(KIND_NAMES.map((kind) => [kind, [] as number[]]));
  const shapes = new Set<string>();
  for (let round = -5; round < tries; round++) {
    for (const kind of KIND_NAMES.toSorted(() => Math.random() - 0.5)) {
      const [identifier, password] = KINDS[kind];
      const begun = performance.now();
      const answer = expectStatus(await logIn(client, identifier, password), 401);
      if (round >= 0) times.get(kind)?.push(performance.now() - begun);
      shapes.add(shape(answer));
    }
  }
  client.close();
  await program.stop();
  report(times, shapes, await refused(stores, quick), quick);
}

/** Another instance on the same stores, with a limit that is soon full. */
async function refused(stores: Stores, quick: boolean): Promise<Refusals> {
  const env = { BCRYPT_COST: String(COST), THROTTLE_ACCOUNT: '3/24h', THROTTLE_ADDRESS: '1000000/24h', THROTTLE_LOGIN: '60/15m' };
  const { origin, program } = await startProduct(stores, { name: 'throttled', env });
  const client = new Client(origin, 1);
  const figures = await refusals(client, nameOf(0), nameOf(9), quick ? 8 : 25);
  client.close();
  await program.stop();
  return figures;
}

async function change(databaseUrl: string, sql: string, ...values: string[]): Promise<void> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query(sql, values);
  await database.end();
}

/** An answer without what differs by itself. */
function shape({ status, headers, text }: Answer): string {
  const { date: _date, 'x-request-id': _id, ...same } = headers;
  return JSON.stringify([status, same, text.replace(/"requestId":"[^"]+"/, '')]);
}

function report(
  times: ReadonlyMap<string, readonly number[]>,
  shapes: ReadonlySet<string>,
  throttled: Refusals,
  quick: boolean,
): void {
  const reference = times.get(KIND_NAMES[0] ?? '') ?? [];
  const rows = [...times].map(([kind, own]) => {
    const area = areaUnderCurve(own, reference);
    return [kind, short(median(own)), short(median(own) / median(reference)), area.toFixed(2)];
  });
  const text = [
    place(),
    table([
      [`${reference.length} tries each, interleaved`, 'median ms', 'to a wrong password (0.95 to 1.05)', 'AUC (at most 0.60)'],
      ...rows,
    ]),
    `Refusals (429), an account that is there: ${short(median(throttled.known))} ms, a name of nobody: ${short(median(throttled.unknown))} ms; AUC of ${throttled.known.length} medians of 201 each: ${throttled.area.toFixed(2)} (at most 0.60).`,
    `Different answers, apart from date and request id: ${shapes.size} (goal: 1).`,
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'enumeration', quick }, { times: Object.fromEntries(times), refusals: throttled, answers: shapes.size });
  keepInPaper('bench/results/enumeration.md', 'enumeration', text);
}
