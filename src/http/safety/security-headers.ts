import type { NextFunction, Request, Response } from 'express';
import { isHttps, type Settings } from '../../config/settings.js';
import type { ContentSecurityPolicy } from '../responses/content-security-policy.js';

/** HSTS lasts so many seconds (ASVS 5.0 3.4.1). */
const YEAR = 365 * 24 * 60 * 60;

/**
 * Makes the headers of every answer once. Headers that `frame-ancestors` replaces, and those that only browsers of
 * the last decade read, are left out.
 */
export function securityHeaders(
  settings: Pick<Settings, 'publicUrl'>,
  { header }: ContentSecurityPolicy,
  linkPaths: readonly string[] = [],
) {
  const secretPaths = new Set(linkPaths);
  const headers = [
    ['Content-Security-Policy', header],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Referrer-Policy', 'same-origin'],
    ['X-Content-Type-Options', 'nosniff'],
    ...(isHttps(settings) ? [['Strict-Transport-Security', `max-age=${YEAR}; includeSubDomains`] as const] : []),
  ] as const;
  return (request: Request, response: Response, next: NextFunction): void => {
    for (const [name, value] of headers) response.setHeader(name, value);
    // Under no-referrer a browser would send its form with `Origin: null`, which the rule against other sites refuses.
    if (secretPaths.size > 0 && secretPaths.has(spelledPlainly(request.path)))
      response.setHeader('Referrer-Policy', 'strict-origin');
    next();
  };
}

/** The router takes a path in any case, and with a slash behind it. */
function spelledPlainly(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}
