import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookiesOf, keepCookies, signInCookieAttributes, signInCookieName, unsignWith } from '../../http/responses/cookies.js';
import { LruCache } from '../../cache/lru-cache.js';

/** This many browsers are remembered, so that their signatures need not be computed again in each request. */
const REMEMBERED = 4_096;

/** Reads the session cookie as a browser sends it; express-session sets it. */
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

  /** Tells whether a cookie of this name came, ours or a neighbour's. */
  isSent(request: Request): boolean {
    return cookiesOf(request, this.name).length > 0;
  }

  /**
   * Returns the session ids that we signed, in the order in which they were sent, and whether others of the name came
   * beside one.
   */
  read(request: Request): { readonly ids: readonly string[]; readonly areSeveral: boolean } {
    const sent = cookiesOf(request, this.name);
    return { ids: sent.flatMap((cookie) => this.idOf(cookie) ?? []), areSeveral: sent.length > 1 };
  }

  /** express-session reads the first cookie of the name, valid or not, so this leaves only the given one in the request. */
  keepOnly(request: Request, id: string): void {
    keepCookies(request, this.name, (value) => this.idOf(value) === id);
  }

  private idOf(sent: string): string | undefined {
    return sent.startsWith('s:') ? this.verified.get(sent, (cookie) => unsignWith(this.secrets, cookie.slice(2))) : undefined;
  }

  /** Clears our cookie. What none of our secrets has signed may be a neighbour's and is left alone. */
  clear(request: Request, response: Response): void {
    if (this.read(request).ids.length > 0) response.clearCookie(this.name, this.attributes);
  }
}
