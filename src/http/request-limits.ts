import type { NextFunction, Request, Response } from 'express';
import { hasOddTarget } from './odd-requests.js';
import { Refusal } from './problems.js';

/** Bytes of a request target. */
const URL_LIMIT = 8 * 1024;

/** Refuses requests whose target or host could be read in two ways, before anything reads them. */
export function requestLimits(request: Request, _response: Response, next: NextFunction): void {
  if (Buffer.byteLength(request.url) > URL_LIMIT) throw new Refusal('uri_too_long');
  if (hasOddTarget(request) || hosts(request) > 1) throw new Refusal('bad_request');
  try {
    decodeURIComponent(request.path);
  } catch {
    throw new Refusal('bad_request');
  }
  next();
}

function hosts({ rawHeaders }: Request): number {
  return rawHeaders.filter((name, place) => place % 2 === 0 && name.toLowerCase() === 'host').length;
}
