import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** Everybody of `senders` (cookies) sends the picture at the same moment, again and again for so many seconds. */
export interface Work {
  readonly origin: string;
  readonly senders: readonly string[];
  readonly picture: Uint8Array;
  readonly seconds: number;
}

/** Milliseconds from the beginning of one round to that of the next, at least. */
const ROUND = 3_000;

const { origin, senders, picture, seconds } = workerData as Work;
const statuses: number[] = [];
const end = performance.now() + seconds * 1_000;
while (performance.now() < end) {
  const [round] = await Promise.all([Promise.all(senders.map(upload)), sleep(ROUND)]);
  statuses.push(...round);
}
parentPort?.postMessage(statuses);

/** Resolves with the status of the answer. */
async function upload(cookie: string): Promise<number> {
  const body = new FormData();
  body.set('picture', new Blob([new Uint8Array(picture)], { type: 'image/jpeg' }), 'me.jpg');
  const headers = { cookie, accept: 'application/json' };
  const answer = await fetch(`${origin}/settings/picture`, { method: 'POST', body, headers });
  await answer.arrayBuffer();
  return answer.status;
}
