import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieAttributes, cookieName, cookiesOf } from '../../http/responses/cookies.js';

/** One browser is trusted for at most so many accounts; the one that was trusted longest ago makes room. */
const AT_MOST = 5;

const TOKEN = /^[\w-]{43}$/;

/**
 * Holds 256 random bits for each account that trusts this browser. The bits say nothing and sign nobody in; only with
 * the account's password they spare the second step.
 */
@Injectable()
export class TrustedCookie {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix'>) {
    this.name = cookieName('trusted', settings);
    this.attributes = cookieAttributes(settings);
  }

  /** Returns the hashes of what this browser has sent, without the ones that cannot be ours. */
  hashesOf(request: Request): string[] {
    return this.tokensOf(request).map(hashOf);
  }

  /** Adds a new token to what the browser has, and returns its hash; `expiresAt` is that of the cookie. */
  add(request: Request, response: Response, expiresAt: Date): string {
    const token = randomBytes(32).toString('base64url');
    const tokens = [...this.tokensOf(request), token].slice(-AT_MOST);
    response.cookie(this.name, tokens.join('.'), { ...this.attributes, expires: expiresAt });
    return hashOf(token);
  }

  private tokensOf(request: Request): string[] {
    const tokens = cookiesOf(request, this.name).flatMap((sent) => sent.split('.', AT_MOST));
    return tokens.filter((token) => TOKEN.test(token)).slice(0, AT_MOST);
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
