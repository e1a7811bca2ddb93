import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { answerReadOnly } from '../routing/read-only-route.js';
import { nameRoute } from '../routing/route-pattern.js';

const PATH = /^\/\.well-known\/security\.txt\/?$/i;

/** These are milliseconds; a file that nobody renews must not look current for over a year (RFC 9116, 2.5.5). */
const VALID_FOR = 90 * 86_400_000;

/** Tells researchers where to report what they find (RFC 9116), when `SECURITY_CONTACT` is set. It needs no store. */
@Injectable()
export class SecurityTxt {
  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'securityContact' | 'publicUrl'>) {}

  readonly serve = (request: Request, response: Response, next: NextFunction): void => {
    const { securityContact, publicUrl } = this.settings;
    if (securityContact === undefined || !PATH.test(request.path)) return next();
    nameRoute(request, '/.well-known/security.txt');
    if (!answerReadOnly(request, response)) return;
    const lines = [
      `Contact: ${securityContact}`,
      `Expires: ${new Date(Date.now() + VALID_FOR).toISOString()}`,
      'Preferred-Languages: en',
      `Canonical: ${publicUrl.origin}/.well-known/security.txt`,
    ];
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.end(request.method === 'HEAD' ? undefined : `${lines.join('\n')}\n`);
  };
}
