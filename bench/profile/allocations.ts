import { mkdtempSync } from 'node:fs';
import { type HeapProfiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { getHeapStatistics } from 'node:v8';
import { join } from 'node:path';
import { freePort, SteadyClient } from '../../test/support/network.ts';
import { built } from '../support/built.ts';
import { signedInVisitors } from '../support/people.ts';
import { migrate } from '../support/product.ts';
import { keepInPaper, keepResult, place } from '../support/record.ts';
import { privateServers } from '../support/servers.ts';
import { short, table } from '../support/table.ts';
import { workDir } from '../support/work-dir.ts';
import { USER_AGENT } from '../support/wrk.ts';
import { roomOf } from './cpu-profile.ts';

const REQUESTS = 1_000;

/** Bytes between two samples: small, so that what a request allocates is seen whole. */
const SAMPLING = 512;

/** What is asked: path, Accept header, signed in or not. */
const WORKS = [
  ['/dashboard', 'text/html', true],
  ['/profile', 'application/json', true],
  ['/', 'text/html', false],
  ['/health/live', '*/*', false],
] as const;

/**
 * Bytes that one request allocates, and by which packages. Unlike time it is the same on a busy machine, and garbage is
 * a large part of what a page costs: the figure to look at when the hot path is changed. The product runs in this very process.
 */
export async function allocations(): Promise<void> {
  const { origin, close } = await startHere();
  const [cookie = ''] = await signedInVisitors({ origin }, 1);
  const client = new SteadyClient();
  const parts: string[] = [];
  const figures: Record<string, object> = {};
  for (const [path, accept, isMember] of WORKS) {
    const ask = (times: number) =>
      client.get(origin + path, { accept, 'user-agent': USER_AGENT, ...(isMember && { cookie }) }, times);
    // Compiled code allocates less.
    await ask(2 * REQUESTS);
    const bytes = Math.min(await allocatedBy(ask), await allocatedBy(ask), await allocatedBy(ask));
    const rooms = await allocatedByRoom(ask);
    figures[path] = { bytes, rooms };
    const listed = rooms.slice(0, 12).map(([room, own]) => [room, short(own)]);
    parts.push(table([[`GET ${path}: ${short(bytes)} bytes`, 'bytes'], ...listed]));
  }
  await client.end();
  await close();
  const text = [place(), ...parts].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'allocations', quick: false }, figures);
  keepInPaper('bench/results/allocations.md', 'allocations', text);
}

async function startHere() {
  const { createApp } = await built<typeof import('../../src/app.js')>('app.js');
  const { readSettings } = await built<typeof import('../../src/config/read-settings.js')>('config/read-settings.js');
  const servers = await privateServers();
  const stores = { databaseUrl: await servers.database('allocations'), redisUrl: await servers.redis(0) };
  await migrate(stores);
  const port = await freePort();
  const dataDir = mkdtempSync(join(workDir(), 'data-'));
  const off = {
    THROTTLE_ACCOUNT: 'off',
    THROTTLE_ADDRESS: 'off',
    THROTTLE_REGISTER: 'off',
    LOG_LEVEL: 'silent',
    BCRYPT_COST: '4',
  };
  const env = { DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl, DATA_DIR: dataDir, PORT: String(port), ...off };
  const app = await createApp(readSettings(env));
  await app.listen(port, '127.0.0.1');
  return { origin: `http://127.0.0.1:${port}`, close: () => app.close() };
}

async function allocatedBy(ask: (times: number) => Promise<void>): Promise<number> {
  const allocated = () => Number(Reflect.get(getHeapStatistics(), 'total_allocated_bytes'));
  const before = allocated();
  await ask(REQUESTS);
  return (allocated() - before) / REQUESTS;
}

/** Bytes for each request, by package or room, the most first; collected objects count too. */
async function allocatedByRoom(ask: (times: number) => Promise<void>): Promise<[string, number][]> {
  const session = new Session();
  session.connect();
  const all = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
  await session.post('HeapProfiler.startSampling', { samplingInterval: SAMPLING, ...all });
  await ask(REQUESTS);
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  const sums = new Map<string, number>();
  const visit = ({ callFrame: { url, functionName }, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): void => {
    const room = roomOf(url, functionName);
    sums.set(room, (sums.get(room) ?? 0) + selfSize / REQUESTS);
    children.forEach(visit);
  };
  visit(profile.head);
  return [...sums].sort(([, one], [, other]) => other - one);
}
