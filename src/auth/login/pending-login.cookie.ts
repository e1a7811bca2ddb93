import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieAttributes, cookieName, CookieSigner, cookiesOf } from '../../http/responses/cookies.js';
import { isPendingLogin, type PendingLogin } from './pending-login.js';

/** Browsers drop a cookie of more than 4,096 bytes, name and attributes included. */
const LONGEST = 3_900;

/**
 * Reads and writes the cookie of a pending login. It is signed, so every instance accepts it, and nothing is stored
 * of a login that nobody continues.
 */
@Injectable()
export class PendingLoginCookie {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;
  private readonly signer: CookieSigner;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'sessionSecrets'>) {
    this.name = cookieName('pending', settings);
    this.attributes = cookieAttributes(settings);
    this.signer = new CookieSigner('pending-login', settings.sessionSecrets);
  }

  /** Returns the first that one of our secrets has signed and that this build can read, whether it is still valid or not. */
  read(request: Request): PendingLogin | undefined {
    for (const sent of cookiesOf(request, this.name)) {
      const [login] = this.signer.verifyList(sent) ?? [];
      if (isPendingLogin(login)) return login;
    }
    return undefined;
  }

  set(response: Response, login: PendingLogin): void {
    const value = this.signer.signJson([login]);
    // An address of 2,048 characters that JSON has to escape would not fit; the login matters more than where it leads.
    const fitting = value.length > LONGEST ? this.signer.signJson([{ ...login, next: null }]) : value;
    response.cookie(this.name, fitting, { ...this.attributes, expires: new Date(login.expiresAt) });
  }

  /** Clears a cookie that we have signed; a neighbour's stays (cookies know no ports). */
  clear(request: Request, response: Response): void {
    if (this.read(request) !== undefined) response.clearCookie(this.name, this.attributes);
  }
}
