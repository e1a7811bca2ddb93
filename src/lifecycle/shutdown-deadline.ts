import type { Settings } from '../config/settings.js';
import { shutdownRequested } from './shutdown.js';

type Timeout = Pick<Settings, 'shutdownTimeout'>;

/** Requests may take this share of SHUTDOWN_TIMEOUT; the rest is for the last hash, Redis and PostgreSQL. */
const REQUESTS = 0.8;

/** Ends the process with exit code 1 when something is still open `SHUTDOWN_TIMEOUT` after the signal. */
export function enforceShutdownDeadline({ shutdownTimeout }: Timeout): void {
  const end = (): void => {
    process.stderr.write('Gatehouse was not closed within SHUTDOWN_TIMEOUT and has been cut off.\n');
    process.exit(1);
  };
  const beginTheEnd = () => setTimeout(end, shutdownTimeout).unref();
  if (shutdownRequested.aborted) beginTheEnd();
  else shutdownRequested.addEventListener('abort', beginTheEnd, { once: true });
}

/** Returns until when requests may go on after a signal that has just come, in milliseconds since 1970. */
export function requestDeadline({ shutdownTimeout }: Timeout): number {
  return Date.now() + shutdownTimeout * REQUESTS;
}
