import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import type { Options } from '../options.ts';
import { Client } from '../support/client.ts';
import { latencies, timesInOpenLoop } from '../support/open-loop.ts';
import { expectStatus, signedInVisitors } from '../support/people.ts';
import { migrate, startProduct } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { short } from '../support/table.ts';
import type { Work } from './uploader.ts';

/** People who send a picture at the same moment, and pages of others that are asked for in a second. */
const UPLOADS = 20;
const PAGES = 50;

/** What pictures that are uploaded at once cost the pages of others. */
export async function pictures({ quick }: Options): Promise<void> {
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('pictures'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const product = await startProduct(stores);
  const cookies = await signedInVisitors(product, UPLOADS + 1);
  const [reader = '', ...senders] = cookies;
  const client = new Client(product.origin);
  const page = async () => void expectStatus(await client.ask('/dashboard', { headers: { cookie: reader } }), 200);
  const picture = await photograph();
  const seconds = quick ? 5 : 30;
  await timesInOpenLoop(PAGES, 3, page);
  const idle = latencies(await timesInOpenLoop(PAGES, seconds, page));
  const begun = performance.now();
  const uploading = uploaded({ origin: product.origin, senders, picture, seconds });
  const busy = latencies(await timesInOpenLoop(PAGES, seconds, page));
  const statuses = await uploading;
  const took = (performance.now() - begun) / 1_000;
  client.close();
  await product.program.stop();
  report({ idle, busy, statuses, took, bytes: picture.length }, quick);
}

/** Sends pictures from a thread of its own: what that costs must not count as the time of a page. Resolves with the statuses. */
async function uploaded(work: Work): Promise<number[]> {
  const worker = new Worker(new URL('./uploader.ts', import.meta.url), { workerData: work });
  const [statuses] = (await once(worker, 'message')) as [number[]];
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

interface Figures {
  readonly idle: ReturnType<typeof latencies>;
  readonly busy: ReturnType<typeof latencies>;
  readonly statuses: readonly number[];
  readonly took: number;
  readonly bytes: number;
}

function report({ idle, busy, statuses, took, bytes }: Figures, quick: boolean): void {
  const made = statuses.filter((status) => status === 200).length;
  const text = [
    place(),
    `${UPLOADS} people at once, every three seconds, each with a picture of 12 megapixels (${short(bytes / 1_000)} kB): ${made} of ${statuses.length} taken in ${short(took)} s. Pages of others meanwhile: p50 ${short(busy.p50)} ms, p99 ${short(busy.p99)} ms; idle ${short(idle.p50)} and ${short(idle.p99)}. The p99 is ${short(busy.p99 / idle.p99)} times that of idle (goal: at most 2).`,
  ].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'pictures', quick }, { idle, busy, made, refused: statuses.length - made, took });
  keepInPaper('bench/results/pictures.md', 'pictures', text);
}
