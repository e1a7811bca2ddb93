import type { NextFunction, Request, Response } from 'express';
import { isHttps, type Settings } from '../../config/settings.js';
import { wantsHtml } from '../responses/content-negotiation.js';
import { Problem } from '../errors/problem.js';

/** Machines next door ask the probes, without TLS. */
const PROBES = /^\/health\//i;

/**
 * Serves nothing over plain HTTP when PUBLIC_URL is https: browsers are sent to HTTPS, everything else is refused,
 * because a redirect would hide that a password has travelled in the clear (ASVS 5.0 4.1.2).
 */
export function httpsOnly(settings: Pick<Settings, 'publicUrl'>) {
  const https = isHttps(settings);
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!https || request.secure || PROBES.test(request.path)) return next();
    if (/^(https|wss)\b/i.test(request.get('x-forwarded-proto') ?? '')) {
      // The proxy did its part but is not trusted, so a redirect would never end.
      throw new Problem('internal_error', {
        reason: 'X-Forwarded-Proto from a peer that is not trusted: set TRUST_PROXY to the address of the proxy',
      });
    }
    if (!['GET', 'HEAD'].includes(request.method) || !wantsHtml(request)) {
      throw new Problem('https_required');
    }
    response.redirect(307, settings.publicUrl.origin + request.originalUrl);
  };
}
