import { once } from 'node:events';

const request = new AbortController();

/** This aborts when this process is told to stop; its reason is the name of the signal. */
export const shutdownRequested: AbortSignal = request.signal;

/**
 * Takes SIGTERM and SIGINT as requests to stop in order. A second one changes nothing: npm and systemd both
 * pass the same signal on, and it must not cut short what the first one began.
 */
export function listenForShutdown(): void {
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => request.abort(name));
}

/** Resolves with the name of the signal when this process is told to stop. */
export async function untilShutdownRequested(): Promise<string> {
  if (!shutdownRequested.aborted) await once(shutdownRequested, 'abort');
  return String(shutdownRequested.reason);
}
