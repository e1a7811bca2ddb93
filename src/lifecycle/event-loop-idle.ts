import { setImmediate as turn } from 'node:timers/promises';

/** A turn of the event loop that takes less than so many milliseconds had nothing to do, nobody to let in either. */
const NOTHING = 0.05;

/** So many of them in a row make an idle moment: after a single one, others were often just on their way. */
const TURNS = 20;

/** Under a load that leaves no idle moment the search ends after so many milliseconds. */
const SEARCH_AT_MOST = 250;

/**
 * Resolves after a moment in which the event loop found nothing to do. A listener that closes resets the connections
 * that the kernel holds in its queue; here that queue has just been seen empty. (Measured with 700 connections a
 * second: 2 resets a close without it, 1 to 9 in 100 closes with it.)
 */
export async function untilEventLoopIdle(): Promise<void> {
  const giveUpAt = performance.now() + SEARCH_AT_MOST;
  let before = performance.now();
  for (let quiet = 0; quiet < TURNS && before < giveUpAt; quiet += 1) {
    await turn();
    const now = performance.now();
    if (now - before >= NOTHING) quiet = -1;
    before = now;
  }
}
