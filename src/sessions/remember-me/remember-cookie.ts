import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { isFutureVersion } from '../record/future-version.js';
import { cookiesOf, CookieSigner, signInCookieAttributes, signInCookieName } from '../../http/responses/cookies.js';

/** The browser keeps this of a series: the selector that finds it, and the secret validator. */
export interface RememberToken {
  readonly selector: string;
  readonly validator: string;
}

/** A token is a selector and a validator. */
const TOKEN = /^([\w-]{22})\.([\w-]{43})$/;

/** At most so many cookies of this name are read: a browser has one, or one for each domain and path that was ever used. */
const MOST_SENT = 8;

/** Reads and writes the remember-me cookie, which is signed so that a guess costs no SQL. */
@Injectable()
export class RememberCookie {
  readonly name: string;
  private readonly attributes: CookieOptions;
  private readonly signer: CookieSigner;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'cookieDomain' | 'sessionSecrets'>) {
    this.name = signInCookieName('remember', settings);
    this.attributes = signInCookieAttributes(settings);
    this.signer = new CookieSigner('remember-me', settings.sessionSecrets);
  }

  /** Tells whether a cookie of this name came, ours or a neighbour's. */
  isSent(request: Request): boolean {
    return cookiesOf(request, this.name).length > 0;
  }

  /** Returns the tokens that we issued, in the order in which they were sent; those of a later format are left out. */
  read(request: Request): RememberToken[] {
    return this.signed(request).flatMap((value) => {
      const [, selector, validator] = TOKEN.exec(value) ?? [];
      return selector === undefined || validator === undefined ? [] : [{ selector, validator }];
    });
  }

  /** Returns true for a cookie that a newer build issued: other instances can read it. */
  isNewer(request: Request): boolean {
    return this.signed(request).some(isFutureVersion);
  }

  /** Sets `Max-Age` too, because it does not depend on the clock of the client (RFC 6265, 5.3). */
  set(response: Response, { selector, validator }: RememberToken, expires: Date): void {
    // Whole seconds, rounded up: a new series lasts as long as the setting says.
    const maxAge = Math.ceil(Math.max(0, expires.getTime() - Date.now()) / 1_000) * 1_000;
    response.cookie(this.name, this.signer.sign(`${selector}.${validator}`), { ...this.attributes, maxAge, expires });
  }

  /** Clears our cookie with the attributes that it was set with, or browsers keep it. What is not ours is left alone. */
  clear(request: Request, response: Response): void {
    if (this.signed(request).length > 0) response.clearCookie(this.name, this.attributes);
  }

  private signed(request: Request): string[] {
    return cookiesOf(request, this.name)
      .slice(0, MOST_SENT)
      .flatMap((value) => this.signer.verify(value) ?? []);
  }
}

/** Makes 128 random bits that find the row. */
export const newSelector = (): string => randomBytes(16).toString('base64url');

/** Makes 256 secret bits; only their hash is stored. */
export const newValidator = (): string => randomBytes(32).toString('base64url');

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
