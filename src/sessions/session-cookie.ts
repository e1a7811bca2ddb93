import { Inject, Injectable } from '@nestjs/common';
import { unsign } from 'cookie-signature';
import type { CookieOptions, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/settings.js';
import { cookieOf, signInCookieAttributes, signInCookieName } from '../http/cookies.js';

/** The session cookie as a browser sends it; express-session sets it. */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: CookieOptions;
  private readonly secrets: readonly string[];

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.name = signInCookieName('session', settings);
    this.attributes = signInCookieAttributes(settings);
    this.secrets = settings.sessionSecrets;
  }

  isSent(request: Request): boolean {
    return cookieOf(request, this.name) !== undefined;
  }

  /** The session id as express-session would read it; undefined for what we never signed. */
  read(request: Request): string | undefined {
    const sent = cookieOf(request, this.name);
    if (sent?.startsWith('s:') !== true) return undefined;
    for (const secret of this.secrets) {
      const id = unsign(sent.slice(2), secret);
      if (id !== false) return id;
    }
    return undefined;
  }

  /** Takes it away from a browser that has one. */
  clear(request: Request, response: Response): void {
    if (this.isSent(request)) response.clearCookie(this.name, this.attributes);
  }
}
