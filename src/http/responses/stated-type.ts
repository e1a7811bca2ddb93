import type { Response } from 'express';

/**
 * Tells whether an answer states a media type, at the moment when its head is written: `head` is what `writeHead` was
 * given, which may name headers itself, as an object or as a list.
 */
export function statesType(response: Response, head: readonly unknown[], type: RegExp): boolean {
  const stated = response.getHeader('Content-Type');
  if (stated !== undefined && type.test(String(stated))) return true;
  // Most answers set their headers before, and their status is all that is given here.
  if (head.length < 2) return false;
  const named = head.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part).flat() : []));
  return named.some((value) => type.test(String(value)));
}
