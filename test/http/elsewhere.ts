import { Worker } from 'node:worker_threads';

const SCRIPT = `
const { parentPort, workerData: { url, length, piece, times } } = require('node:worker_threads');
function stream() {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= length) return controller.close();
      controller.enqueue(new Uint8Array(piece));
      sent += piece;
    },
  });
}
(async () => {
  const told = {};
  for (let count = 0; count < times; count += 1) {
    const body = piece ? { body: stream(), duplex: 'half' } : { body: new Uint8Array(length) };
    const outcome = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, ...body })
      .then((answer) => answer.status, (error) => error.cause?.code ?? error.message);
    told[outcome] = (told[outcome] ?? 0) + 1;
  }
  parentPort.postMessage(told);
})();
`;

/**
 * Posts bodies from another thread, because clients share no event loop with the product: how often each
 * status, or code of a failure, was the outcome. `piece` is the size of a chunk, 0 for an announced length.
 */
export function postElsewhere(job: {
  url: string;
  length: number;
  piece: number;
  times: number;
}): Promise<Record<string, number>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT, { eval: true, workerData: job });
    worker.once('error', reject);
    worker.once('message', (told: Record<string, number>) => {
      void worker.terminate();
      resolve(told);
    });
  });
}
