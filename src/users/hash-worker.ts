import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import bcrypt from 'bcrypt';
import type { FromThread, HashJob, HashResult, ToThread } from './hash-messages.js';

/*
 * The one thread that runs bcrypt, at lower priority than the thread that answers pages. The blocking
 * calls are meant: the asynchronous ones would take the shared thread pool at normal priority.
 */

// On Linux this is the priority of the calling thread only.
setPriority(0, workerData.nice as number);

parentPort?.on('message', (message: ToThread) => {
  if (message === 'end') return parentPort?.close();
  parentPort?.postMessage({ result: hash(message) } satisfies FromThread);
});
parentPort?.postMessage({} satisfies FromThread);

function hash({ input, against, cost }: HashJob): HashResult {
  return against === undefined ? bcrypt.hashSync(input, cost) : bcrypt.compareSync(input, against);
}
