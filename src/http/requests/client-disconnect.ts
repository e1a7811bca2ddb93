import type { Request } from 'express';
import { ServiceUnavailable } from '../errors/service-unavailable.js';

/** Is thrown when the client has left, so that nobody waits for the work. */
export class ClientDisconnected extends ServiceUnavailable {
  override readonly name = 'ClientDisconnected';
}

/**
 * Returns a signal that aborts, with {@link ClientDisconnected}, when the client leaves before its answer, or at once
 * if it has left: work that only it waited for can be dropped.
 */
export function clientDisconnect({ res: response, socket }: Request): AbortSignal {
  const disconnect = new AbortController();
  const abort = (): void => disconnect.abort(new ClientDisconnected());
  if (response?.closed === true || socket.destroyed) abort();
  else response?.once('close', abort);
  return disconnect.signal;
}
