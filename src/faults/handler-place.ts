import { functionPlace } from './function-place.js';
import type { SourcePlace } from './source-place.js';

const handlers = new WeakMap<object, Function>();

/** Remembers with an error which handler it came from. */
export function rememberHandler(error: unknown, handler: Function): void {
  if (typeof error === 'object' && error !== null) handlers.set(error, handler);
}

/**
 * Returns where the handler begins that an error came from: a promise that is returned and not awaited leaves no line of
 * the handler in the stack of its error.
 */
export function handlerPlace(error: unknown): SourcePlace | undefined {
  const handler = typeof error === 'object' && error !== null ? handlers.get(error) : undefined;
  return handler && functionPlace(handler);
}
