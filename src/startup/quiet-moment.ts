import { setImmediate as turn } from 'node:timers/promises';

/** A turn of the event loop that takes less than this had nothing to do, nobody to let in either. Milliseconds. */
const NOTHING = 0.05;

/** Under a load that leaves no quiet moment the search ends, in milliseconds. */
const SEARCH_AT_MOST = 250;

/**
 * Resolves right after a turn of the event loop that found nothing to do. A listener that closes resets the
 * connections that the kernel holds in its queue; here that queue has just been seen empty.
 */
export async function quietMoment(): Promise<void> {
  const giveUpAt = performance.now() + SEARCH_AT_MOST;
  let before = performance.now();
  for (;;) {
    await turn();
    const now = performance.now();
    if (now - before < NOTHING || now > giveUpAt) return;
    before = now;
  }
}
