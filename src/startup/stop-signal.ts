import { once } from 'node:events';

const request = new AbortController();

/** Aborts when this process is told to stop; its reason is the name of the signal. */
export const stopRequested: AbortSignal = request.signal;

/**
 * Takes SIGTERM and SIGINT as requests to stop in order. A second one changes nothing: npm and systemd both
 * pass the same signal on, and it must not cut short what the first one began.
 */
export function heedStopSignals(): void {
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => request.abort(name));
}

/** Resolves with the name of the signal when this process is told to stop. */
export async function untilStopRequested(): Promise<string> {
  if (!stopRequested.aborted) await once(stopRequested, 'abort');
  return String(stopRequested.reason);
}
