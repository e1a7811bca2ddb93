import type { Contestant } from '../compare/contestant.ts';
import { measure } from '../compare/measure.ts';
import { signedInVisitors } from '../support/people.ts';
import { migrate, startProduct } from '../support/product.ts';
import { query, type Servers } from '../support/servers.ts';
import { type Spread, spread } from '../support/statistics.ts';

/** Twenty conditions, of which none means the people who are measured, and each is asked to its end. */
const CONDITIONS = `insert into mass_revocations (id, before, network, method, role, users, created_at, created_by, expires_at)
  select gen_random_uuid(), now() + interval '1 hour',
    case nth % 4 when 0 then '10.0.0.0/8' when 1 then '127.0.0.2/31' end,
    case nth % 4 when 2 then 'passkey' end,
    case nth % 4 when 3 then 'admin' end,
    null, now(), 'operator', now() + interval '1 day'
  from generate_series(1, 20) nth`;

export interface PageCost {
  /** CPU of a page with conditions to that of one without. */
  readonly ratio: Spread;
  /** CPU milliseconds for a page. */
  readonly without: Spread;
  readonly with: Spread;
}

/** What a page costs with twenty conditions that all are asked, and mean nobody: two instances in turn. */
export async function pageCost(servers: Servers, { seconds, rounds }: { seconds: number; rounds: number }): Promise<PageCost> {
  const [plain, laden] = [await site(servers, 'plain', 1), await site(servers, 'laden', 2, CONDITIONS)];
  const measured: { plain: number; laden: number }[] = [];
  // Round 0 warms everything up; who is first takes turns.
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? [plain, laden] : [laden, plain];
    const cpus = new Map<Contestant, number>();
    for (const contestant of order) cpus.set(contestant, (await measure(contestant, 'page', servers, seconds)).cpu);
    const [one = 0, other = 0] = [cpus.get(plain), cpus.get(laden)];
    if (round > 0) measured.push({ plain: one, laden: other });
  }
  for (const { program } of [plain, laden]) await program.stop();
  return {
    ratio: spread(measured.map((pair) => pair.laden / pair.plain)),
    without: spread(measured.map((pair) => pair.plain)),
    with: spread(measured.map((pair) => pair.laden)),
  };
}

async function site(servers: Servers, name: string, place: number, conditions?: string): Promise<Contestant> {
  const stores = { databaseUrl: await servers.database(`revocation_${name}`), redisUrl: await servers.redis(place) };
  await migrate(stores);
  if (conditions !== undefined) await query(stores.databaseUrl, conditions);
  // Conditions are read at the start.
  const product = await startProduct(stores, { name });
  const cookies = await signedInVisitors(product, 32);
  return { name, ...product, cookies, paths: { page: '/dashboard' } };
}
