import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LruCache } from '../../cache/lru-cache.js';
import { clientAddress } from '../../http/client/trusted-proxies.js';
import { Logger } from '../../log/logger.js';
import { SessionCookie } from '../express/session-cookie.js';
import { RememberCookie } from '../remember-me/remember-cookie.js';

/** This bounds the cookies that are remembered as logged: a neighbour on the same host may send its own with every request. */
const NOTED_AT_MOST = 4_096;

/** Emits an event for sign-in cookies that we never issued or that are void by now (ASVS 5.0 16.3.3). */
@Injectable()
export class RefusedCookies {
  private readonly noted = new LruCache<string>(NOTED_AT_MOST);

  constructor(
    private readonly session: SessionCookie,
    private readonly remember: RememberCookie,
    private readonly logger: Logger,
  ) {}

  /** Is to be called where nobody could be signed in and nothing else has told why; the same cookies are logged once. */
  note(request: Request): void {
    if (this.session.isSent(request) && this.session.read(request).ids.length === 0) this.noteOnce(request, 'session cookie');
    if (this.remember.isSent(request) && !this.remember.isNewer(request)) this.noteOnce(request, 'remember-me cookie');
  }

  private noteOnce(request: Request, reason: string): void {
    // The cookies are hashed because some of them may be valid elsewhere.
    const cookies = createHash('sha256').update(`${reason}\n${request.headers.cookie}`).digest('base64url');
    this.noted.get(cookies, () => {
      this.logger.info('input-refused', { event: 'input-refused', address: clientAddress(request), reason });
      return reason;
    });
  }
}
