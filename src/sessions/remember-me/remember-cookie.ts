import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { isFutureVersion } from '../record/future-version.js';
import { cookiesOf, CookieSigner, signInCookieAttributes, signInCookieName } from '../../http/responses/cookies.js';

/** What the browser keeps of a series: where to find it, and the secret. */
export interface RememberToken {
  readonly selector: string;
  readonly validator: string;
}

/** Selector and validator. */
const TOKEN = /^([\w-]{22})\.([\w-]{43})$/;

/** The remember-me cookie: signed, so that a guess costs no SQL. */
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

  /** Whether one of ours was sent: what none of our secrets has signed may be a neighbour's, and is left alone. */
  isSent(request: Request): boolean {
    return this.signed(request) !== null;
  }

  /** Null for what we never gave out, and for a later format. */
  read(request: Request): RememberToken | null {
    const [, selector, validator] = TOKEN.exec(this.signed(request) ?? '') ?? [];
    return selector === undefined || validator === undefined ? null : { selector, validator };
  }

  /** True for one that a newer build gave out: other instances can read it. */
  isNewer(request: Request): boolean {
    return isFutureVersion(this.signed(request) ?? '');
  }

  set(response: Response, { selector, validator }: RememberToken, expires: Date): void {
    response.cookie(this.name, this.signer.sign(`${selector}.${validator}`), { ...this.attributes, expires });
  }

  /** Repeats the attributes with which it was set, or browsers keep it. */
  clear(request: Request, response: Response): void {
    if (this.isSent(request)) response.clearCookie(this.name, this.attributes);
  }

  private signed(request: Request): string | null {
    return this.signer.verifyFirst(cookiesOf(request, this.name));
  }
}

/** 128 bits to find the row by. */
export const newSelector = (): string => randomBytes(16).toString('base64url');

/** 256 bits of secret; stored is only their hash. */
export const newValidator = (): string => randomBytes(32).toString('base64url');

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
