import type { NextFunction, Request, Response } from 'express';
import type { Settings } from '../../config/settings.js';
import { Problem } from '../errors/problem.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses unsafe requests that a page of another site, or of a sibling host, made the browser send
 * (CSRF), by the headers that browsers set and pages cannot. Stands before the session is read. A client
 * that is no browser sends neither header and has no ambient cookie to abuse. `Host` is never asked:
 * it is the sender's own word.
 */
export function csrfProtection(settings: Pick<Settings, 'publicUrl' | 'production' | 'port'>) {
  const ours = ownOrigins(settings);
  return (request: Request, _response: Response, next: NextFunction): void => {
    if (SAFE_METHODS.has(request.method) || isFromHere(request, ours)) return next();
    throw new Problem('cross_site_request');
  };
}

function isFromHere(request: Request, ours: ReadonlySet<string>): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = request.headers;
  return origin === undefined || ours.has(origin);
}

function ownOrigins({ publicUrl, production, port }: Pick<Settings, 'publicUrl' | 'production' | 'port'>): Set<string> {
  const local = production ? [] : ['localhost', '127.0.0.1', '[::1]'].map((host) => new URL(`http://${host}:${port}`).origin);
  return new Set([publicUrl.origin, ...local]);
}
