import type { NextFunction, Request, Response } from 'express';
import { isHttps, type Settings } from '../../config/settings.js';

/** HSTS lasts so many seconds (ASVS 5.0 3.4.1). */
const YEAR = 365 * 24 * 60 * 60;

/**
 * Makes the headers of every answer once. Headers that `frame-ancestors` replaces, and those that only browsers of
 * the last decade read, are left out.
 */
export function securityHeaders(settings: Pick<Settings, 'publicUrl' | 'allowedReturnHosts'>) {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    // There are two small scripts of ours, which no page needs, and nothing inline.
    "script-src 'self'",
    // Bootstrap draws its icons as data: images.
    "img-src 'self' data:",
    // Chromium applies this to the redirect after a form too, and that of the login may lead to these hosts.
    ["form-action 'self'", ...settings.allowedReturnHosts.map((host) => `https://${host}`)].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const headers = [
    ['Content-Security-Policy', policy.join(';')],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Referrer-Policy', 'same-origin'],
    ['X-Content-Type-Options', 'nosniff'],
    ...(isHttps(settings) ? [['Strict-Transport-Security', `max-age=${YEAR}; includeSubDomains`] as const] : []),
  ] as const;
  return (_request: Request, response: Response, next: NextFunction): void => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
}
