import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../options.ts';
import { CHEAP_HASHES, populate } from '../scale/population.ts';
import { startProduct } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers, type Servers } from '../support/servers.ts';
import { ranged, rangedRatio, short, table } from '../support/table.ts';
import { sessions } from './operator.ts';
import { type PageCost, pageCost } from './page-cost.ts';
import { aliveOf, Watch } from './until-over.ts';

const SAMPLED = 10_000;

interface MassEnd {
  readonly sessions: number;
  readonly counted: number;
  readonly countSeconds: number;
  readonly commandSeconds: number;
  /** From the moment at which the condition was made to the last request that any instance accepted. */
  readonly milliseconds: number;
  readonly askedMeanwhile: number;
  readonly sampled: number;
  readonly aliveBefore: number;
  readonly alive: number;
}

/** Ends a million sessions by one condition, and measures what twenty conditions cost a page. */
export async function revocation({ quick, rounds = quick ? 2 : 9, accounts }: Options): Promise<void> {
  const servers = await privateServers();
  const cost = await pageCost(servers, { seconds: quick ? 2 : 5, rounds });
  console.log(`a page with 20 conditions costs ${rangedRatio(cost.ratio)} of one with none`);
  const end = await endAll(servers, accounts?.[0] ?? (quick ? 20_000 : 1_000_000));
  report(end, cost, quick);
}

async function endAll(servers: Servers, count: number): Promise<MassEnd> {
  const measured = Math.min(SAMPLED, count);
  const { stores, visitors } = await populate(servers, { count, place: 0, measured, env: CHEAP_HASHES });
  const instances = [
    await startProduct(stores, { name: 'first', env: CHEAP_HASHES }),
    await startProduct(stores, { name: 'second', env: CHEAP_HASHES }),
  ];
  const cookies = visitors.map(({ cookie }) => cookie);
  const condition = ['revoke', '--before', 'now', '--method', 'password', '--reason', 'A copy of the store was stolen.'];
  const counted = await sessions(stores, [...condition, '--dry-run'], CHEAP_HASHES);
  const aliveBefore = await aliveOf(instances, cookies);
  const watch = new Watch(instances, cookies);
  await sleep(2_000);
  const ended = await sessions(stores, condition, CHEAP_HASHES);
  await sleep(3_000);
  await watch.end();
  const [, madeAt = ''] = /by operator at (\S+)/.exec(ended.text) ?? [];
  const alive = await aliveOf(instances, cookies);
  for (const { program } of instances) await program.stop();
  return {
    sessions: count,
    counted: Number(/^\d+/.exec(counted.text)?.[0]),
    countSeconds: counted.seconds,
    commandSeconds: ended.seconds,
    milliseconds: watch.lastAccepted - Date.parse(madeAt),
    askedMeanwhile: watch.asked,
    sampled: cookies.length,
    aliveBefore: aliveBefore / instances.length,
    alive,
  };
}

function report(end: MassEnd, cost: PageCost, quick: boolean): void {
  const rows = [
    ['what', 'measured', 'goal'],
    ['sessions that the condition means', String(end.sessions), ''],
    ['counted beforehand by `--dry-run`', `${end.counted}, in ${short(end.countSeconds)} s`, 'exact'],
    ['from the condition to the last request that either instance accepted', `**${end.milliseconds} ms**`, 'at most 1,000 ms'],
    ['the whole command, with the start of its process', `${short(end.commandSeconds)} s`, ''],
    ['sampled sessions that were accepted before, and afterwards', `${end.aliveBefore} of ${end.sampled}, **${end.alive}**`, '0'],
    ['CPU of a page with no condition, ms', ranged(cost.without), ''],
    ['CPU of a page with 20 conditions that mean others, ms', ranged(cost.with), ''],
    ['ratio', rangedRatio(cost.ratio), 'at most 1.03'],
  ];
  const text = `${place()}\n\n${table(rows)}`;
  console.log(`\n${text}`);
  keepResult({ name: 'revocation', quick }, { end, cost });
  keepInPaper('docs/mass-revocation.md', 'revocation', text);
}
