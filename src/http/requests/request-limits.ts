import type { NextFunction, Request, Response } from 'express';
import { hasMalformedTarget } from '../request-state.js';
import { Problem } from '../errors/problem.js';

/** A request target has at most so many bytes. */
const URL_LIMIT = 8 * 1024;

/** A `Host` is a host and a port (RFC 9112, 3.2, without the characters that no host on the internet has), or nothing. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]*)(:\d{0,5})?$/i;

/** The connection closes, because where the next request begins is as uncertain as what this one is. */
const ENDS = { headers: { Connection: 'close' } };

/**
 * Refuses requests whose target, host or end could be read in two ways, before anything reads them: two readers on
 * the way that disagree are how a second request is smuggled past the first (ASVS 5.0 4.2.1).
 */
export function requestLimits(request: Request, _response: Response, next: NextFunction): void {
  const { url } = request;
  if (url.length > URL_LIMIT / 2 && Buffer.byteLength(url) > URL_LIMIT) throw new Problem('uri_too_long');
  // A fragment is the browser's own business: no two readers agree on what it is here.
  if (hasMalformedTarget(request) || url.includes('#')) throw new Problem('bad_request', ENDS);
  if (!hasOneHost(request) || !isFramedPlainly(request)) throw new Problem('bad_request', ENDS);
  if (expectsMore(request)) throw new Problem('expectation_failed', ENDS);
  if (url.includes('%') && !isDecodable(request.path)) throw new Problem('bad_request');
  next();
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Node refuses a length beside chunks, but takes every list of codings that ends in `chunked`, at every version that
 * it can read; a proxy that understands none of them sees no body there (RFC 9112, 6.1).
 */
function isFramedPlainly({ httpVersion, headers }: Request): boolean {
  const coding = headers['transfer-encoding'];
  if (httpVersion === '1.1') return coding === undefined || /^chunked$/i.test(coding);
  return httpVersion === '1.0' && coding === undefined;
}

/** Only 100-continue is defined, and HTTP/1.0 does not even know that (RFC 9110, 10.1.1). */
function expectsMore({ httpVersion, headers: { expect } }: Request): boolean {
  return httpVersion === '1.1' && expect !== undefined && !/^100-continue$/i.test(expect);
}

/** Health checks of HTTP/1.0 have no `Host`, so they may omit it. */
function hasOneHost({ httpVersion, headers: { host }, rawHeaders }: Request): boolean {
  let count = 0;
  for (let place = 0; place < rawHeaders.length; place += 2) {
    if (rawHeaders[place]?.length === 4 && rawHeaders[place]?.toLowerCase() === 'host') count += 1;
  }
  return HOST.test(host ?? '') && (count === 1 || (count === 0 && httpVersion === '1.0'));
}
