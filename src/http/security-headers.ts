import type { SecurityHeadersOptions } from '@nestjs/common';
import { isHttps, type Settings } from '../config/settings.js';

/** Programs need nothing from a document: whoever renders this answer as one gets an inert one. */
export const JSON_CSP = "default-src 'none'; frame-ancestors 'none'";

const YEAR = 365 * 24 * 60 * 60;

/**
 * The headers of every answer, for Nest's own writer. Pages have no script at all. What `frame-ancestors`
 * replaces, and what only browsers of the last decade read, is left out.
 */
export function securityHeaders(settings: Pick<Settings, 'publicUrl' | 'allowedReturnHosts'>): SecurityHeadersOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        // Bootstrap draws its icons as data: images.
        'img-src': ["'self'", 'data:'],
        // Chromium holds the redirect after a form to it too: the login's may lead to these hosts.
        'form-action': ["'self'", ...settings.allowedReturnHosts.map((host) => `https://${host}`)],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isHttps(settings) ? { maxAge: YEAR, includeSubDomains: true } : false,
    xContentTypeOptions: true,
    xPoweredBy: true,
    crossOriginEmbedderPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  };
}
