import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { cookieAttributes, cookieName, cookiesOf, CookieSigner } from '../../http/responses/cookies.js';
import { openSuccessor, sealSuccessor } from '../record/successor.js';

const PURPOSE = 'impersonation';

/**
 * Keeps the way back to an administrator's own session in their browser. The id in it is encrypted under the session in
 * which they act as somebody, so neither cookie gives that id without the other, and none but these two fit.
 */
@Injectable()
export class OwnSessionCookie {
  private readonly name: string;
  private readonly attributes: ReturnType<typeof cookieAttributes>;
  private readonly signer: CookieSigner;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'publicUrl' | 'cookieNamePrefix' | 'sessionSecrets'>) {
    this.name = cookieName('own-session', settings);
    this.attributes = cookieAttributes(settings);
    this.signer = new CookieSigner('own-session', settings.sessionSecrets);
  }

  set(response: Response, sessionId: string, ownSessionId: string): void {
    const sealed = sealSuccessor(sessionId, PURPOSE, { sessionId: ownSessionId });
    response.cookie(this.name, this.signer.sign(sealed), this.attributes);
  }

  /** Returns the id of the own session that the session of this request, which may be over, was begun from; null for none. */
  read(request: Request): string | null {
    const sealed = this.signer.verifyFirst(cookiesOf(request, this.name));
    if (sealed === null || typeof request.sessionID !== 'string') return null;
    return openSuccessor(request.sessionID, PURPOSE, sealed)?.sessionId ?? null;
  }

  clear(request: Request, response: Response): void {
    if (this.signer.verifyFirst(cookiesOf(request, this.name)) !== null) response.clearCookie(this.name, this.attributes);
  }
}
