import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import sharp from 'sharp';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { latencies, timesInOpenLoop } from '../support/open-loop.ts';
import { expectStatus, signedInVisitors } from '../support/people.ts';
import { migrate, startProduct } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { spread } from '../support/statistics.ts';
import { rangedRatio, short } from '../support/table.ts';
import type { Crowd } from './uploader.ts';

/** People who send a picture at the same moment, and pages of others that are asked for in a second. */
const UPLOADS = 20;
const PAGES = 50;

/** Seconds of pages without pictures, and as many with those of everybody. */
const TURN = 4;

/** A process that has just started is slower, whatever it is asked for. */
const WARM_UPS = 2;

/**
 * What pictures that are uploaded at once cost the pages of others: without and with them in turns, so that a noisy
 * moment of the machine meets both. The figures are those of all rounds together: of one alone the p99 is the second
 * slowest of two hundred pages, which is a matter of luck.
 */
export async function pictures({ quick, rounds = quick ? 3 : 15 }: Options): Promise<void> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('pictures'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const product = await startProduct(stores);
  const [reader = '', ...senders] = await signedInVisitors(product, UPLOADS + 1);
  const client = new Client(product.origin);
  const pages = (seconds: number) =>
    timesInOpenLoop(PAGES, seconds, async () => {
      expectStatus(await client.ask('/dashboard', { headers: { cookie: reader } }), 200);
    });
  const crowd = uploaders({ origin: product.origin, senders, picture: await photograph() });
  for (let nth = 0; nth < WARM_UPS; nth++) await Promise.all([pages(TURN), sent(crowd)]);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const idle = await pages(TURN);
    const [busy, statuses] = await Promise.all([pages(TURN), sent(crowd)]);
    measured.push({ idle, busy, made: statuses.filter((status) => status === 200).length });
  }
  crowd.disconnect();
  client.close();
  await product.program.stop();
  report(measured, quick);
}

/** Starts those who send, as a program of their own. */
function uploaders(crowd: Crowd): ChildProcess {
  const child = fork(new URL('./uploader.ts', import.meta.url), { serialization: 'advanced' });
  child.send(crowd);
  return child;
}

/** Resolves with the statuses when everybody has an answer. */
async function sent(crowd: ChildProcess): Promise<number[]> {
  crowd.send('send');
  const [statuses] = (await once(crowd, 'message')) as [number[]];
  return statuses;
}

/** A picture of 12 megapixels, as a telephone takes them: grain makes it as large as a photograph. */
function photograph(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 12 };
  return sharp({ create: { width: 1_000, height: 750, channels: 3, background: '#888', noise } })
    .resize(4_000, 3_000)
    .jpeg({ quality: 80 })
    .toBuffer();
}

interface Round {
  /** Milliseconds of each page, without and with pictures. */
  readonly idle: readonly number[];
  readonly busy: readonly number[];
  readonly made: number;
}

function report(measured: readonly Round[], quick: boolean): void {
  const made = measured.reduce((sum, round) => sum + round.made, 0);
  const idle = latencies(measured.flatMap((round) => round.idle));
  const busy = latencies(measured.flatMap((round) => round.busy));
  const rounds = spread(measured.map((round) => latencies(round.busy).p99 / latencies(round.idle).p99));
  const ratio = rangedRatio({ ...rounds, median: busy.p99 / idle.p99 });
  const text = [
    place(),
    `${UPLOADS} people at once, each with a picture of 12 megapixels: ${made} of ${measured.length * UPLOADS} taken. Pages of others meanwhile: p50 ${short(busy.p50)} ms, p99 ${short(busy.p99)} ms; idle ${short(idle.p50)} and ${short(idle.p99)}, of ${idle.count} pages each. The p99 is ${ratio} times that of idle (goal: at most 2).`,
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'pictures', quick }, { idle, busy, ratios: rounds });
  keepInPaper('bench/results/pictures.md', 'pictures', text);
}
