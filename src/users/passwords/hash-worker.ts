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

function hash({ inputs, against, cost }: HashJob): HashResult {
  if (against === undefined) return bcrypt.hashSync(inputs[0], cost);
  const equal = inputs.filter((input) => {
    const isEqual = bcrypt.compareSync(input, against);
    // An old hash is cheaper, and its time would tell that the account exists: 2^c + 2^c + ... + 2^(cost - 1) = 2^cost.
    for (let dummy = bcrypt.getRounds(against); dummy < cost; dummy += 1) bcrypt.hashSync(input, dummy);
    return isEqual;
  });
  return equal.length > 0;
}
