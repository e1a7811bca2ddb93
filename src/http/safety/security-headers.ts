import type { NextFunction, Request, Response } from 'express';
import { isHttps, type Settings } from '../../config/settings.js';

/** Seconds (ASVS 5.0 3.4.1). */
const YEAR = 365 * 24 * 60 * 60;

/**
 * The headers of every answer, made once. What `frame-ancestors` replaces, and
 * what only browsers of the last decade read, is left out.
 */
export function securityHeaders(settings: Pick<Settings, 'publicUrl' | 'allowedReturnHosts'>) {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    // Two small files of ours, which no page needs. Nothing inline.
    "script-src 'self'",
    // Bootstrap draws its icons as data: images.
    "img-src 'self' data:",
    // Chromium holds the redirect after a form to it too: the login's may lead to these hosts.
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
