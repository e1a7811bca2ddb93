import { Inject, Injectable } from '@nestjs/common';
import { unsign } from 'cookie-signature';
import type { CookieOptions, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieOf, signInCookieAttributes, signInCookieName } from '../../http/responses/cookies.js';
import { LruCache } from '../../cache/lru-cache.js';

/** Browsers whose signature need not be computed again in each of their requests. */
const REMEMBERED = 4_096;

/** The session cookie as a browser sends it; express-session sets it. */
@Injectable()
export class SessionCookie {
  private readonly name: string;
  private readonly attributes: CookieOptions;
  private readonly secrets: readonly string[];
  private readonly verified = new LruCache<string>(REMEMBERED);

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
    return sent?.startsWith('s:') === true ? this.verified.get(sent, (cookie) => this.verify(cookie)) : undefined;
  }

  /** Takes it away from a browser that has one. */
  clear(request: Request, response: Response): void {
    if (this.isSent(request)) response.clearCookie(this.name, this.attributes);
  }

  private verify(cookie: string): string | undefined {
    for (const secret of this.secrets) {
      const id = unsign(cookie.slice(2), secret);
      if (id !== false) return id;
    }
    return undefined;
  }
}
