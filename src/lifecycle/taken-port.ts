import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Settings } from '../config/settings.js';

/**
 * Throws the system's error when nobody can listen at the address of these settings, before anything is migrated for
 * a process that could not serve. Whoever takes the port after this is met by the listener itself.
 */
export async function refuseTakenPort({ listenSocket, host, port }: Settings): Promise<void> {
  if (listenSocket !== undefined || port === 0) return;
  const trial = createServer((stranger) => stranger.destroy()).listen(port, host);
  await once(trial, 'listening');
  trial.close();
  await once(trial, 'close');
}
