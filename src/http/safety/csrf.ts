import type { NextFunction, Request, Response } from 'express';
import type { Settings } from '../../config/settings.js';
import { Problem } from '../errors/problem.js';
import { CROSS_SITE } from '../request-state.js';
import { ownOrigins } from '../routing/own-origins.js';
import { routeSays } from '../routing/route-metadata.js';
import { isJsonOfAllowed } from './cors.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The log repeats at most so many characters of a foreign header. */
const SHOWN = 200;

/**
 * Refuses unsafe requests that a page of another site, or of a sibling host, made the browser send (CSRF), by the
 * headers that browsers set and pages cannot. It stands before the session is read. A client that is no browser sends
 * none of them and has no ambient cookie to abuse. `Host` is never asked, because the sender chooses it. JSON of
 * ALLOWED_ORIGINS passes; what a handler takes from any site (`@CrossSite`) loses its cookies.
 */
export function csrfProtection(settings: Pick<Settings, 'publicUrl' | 'production' | 'port' | 'allowedOrigins'>) {
  const ours = ownOrigins(settings);
  const allowed = new Set(settings.allowedOrigins);
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (SAFE_METHODS.has(request.method) || isFromHere(request, ours) || isJsonOfAllowed(request, allowed)) return next();
    if (routeSays(request, CROSS_SITE) === true) {
      delete request.headers.cookie;
      return next();
    }
    throw new Problem('cross_site_request', settings.production ? {} : { reason: remedy(request, settings.publicUrl) });
  };
}

function isFromHere({ headers }: Request, ours: ReadonlySet<string>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, referer } = headers;
  if (origin !== undefined) return ours.has(origin);
  // Old browsers (w3m, lynx) send neither, but name the page that the form stands on.
  return !referer || ours.has(URL.parse(referer)?.origin ?? '');
}

/** Tells developers who use another name of this machine what to do. */
function remedy({ headers }: Request, publicUrl: URL): string {
  const { origin, referer = 'none' } = headers;
  const seen = origin === undefined ? `Referer ${referer.slice(0, SHOWN)}` : `Origin ${origin.slice(0, SHOWN)}`;
  return `${seen} is not PUBLIC_URL ${publicUrl.origin}: set PUBLIC_URL to the address that stands in the browser`;
}
