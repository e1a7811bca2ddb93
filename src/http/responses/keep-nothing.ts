import { ServerResponse } from 'node:http';
import type { Response } from 'express';

type WriteHead = Response['writeHead'];

const VARY = 'Accept, Cookie';

/** Forbids every cache to keep this answer, and tells those that do what it depends on. A handler may say otherwise. */
export function keepNothing(response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  if (response.hasHeader('Vary')) response.vary(VARY);
  else response.setHeader('Vary', VARY);
}

/**
 * Makes answers of this prototype say so where nobody has said anything else by the time that their head is written.
 * Whoever serves files looks whether there is a `Cache-Control` already, and sets none of its own then.
 */
export function keepNothingByDefault(prototype: Response): void {
  const writeHead = Reflect.get(ServerResponse.prototype, 'writeHead') as WriteHead;
  prototype.writeHead = function (this: Response, ...head) {
    if (!this.hasHeader('Cache-Control')) keepNothing(this);
    return Reflect.apply(writeHead, this, head);
  } as WriteHead;
}
