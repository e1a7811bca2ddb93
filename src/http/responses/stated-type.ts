import type { Response } from 'express';

/**
 * Tells whether an answer states a media type, at the moment when its head is written: `head` is what `writeHead` was
 * given, which may name headers itself, as an object or as a list.
 */
export function statesType(response: Response, head: readonly unknown[], type: RegExp): boolean {
  if (type.test(String(response.getHeader('Content-Type')))) return true;
  const named = head.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part).flat() : []));
  return named.some((value) => type.test(String(value)));
}
