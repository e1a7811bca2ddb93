import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { AccountEvents } from '../../users/account-events.js';
import { ClientFingerprint } from '../record/client-fingerprint.js';
import { SessionStore } from '../express/session-store.js';
import { SignOut } from '../sign-out.js';

/** Compares every request of a session with the client that began it, like Flask-Login's session protection. */
@Injectable()
export class SessionProtection {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clients: ClientFingerprint,
    private readonly store: SessionStore,
    private readonly signOut: SignOut,
    private readonly events: AccountEvents,
  ) {}

  /** Tells whether something has to be done. Every request asks this, so it is cheap. */
  isViolatedBy(request: Request, record = request.session.passport?.user): boolean {
    if (record === undefined || this.settings.sessionProtection === 'off') return false;
    // The session is suspicious already, so further requests write nothing.
    if (this.settings.sessionProtection === 'basic' && record.suspicious) return false;
    return !this.clients.matches(request, record.fingerprint);
  }

  /**
   * `basic` removes the authentications for every holder of the session until `/confirm`. `strong` signs out and
   * returns true.
   */
  async enforce(request: Request, response: Response): Promise<boolean> {
    const accountId = request.user?.id;
    const record = request.session.passport?.user;
    if (this.settings.sessionProtection === 'strong') {
      const wasAlive = await this.signOut.revoke(request, response, 'protected');
      if (wasAlive) this.events.announce('session-protected', { accountId, reason: 'another client' });
      return true;
    }
    if (record !== undefined) Object.assign(record, { authentications: [], suspicious: true });
    // Of many requests at once only one writes it, and that one tells.
    if (await this.store.saveNow(request.sessionID, request.session)) {
      this.events.announce('session-protected', { accountId, reason: 'another client' });
    }
    return false;
  }
}
