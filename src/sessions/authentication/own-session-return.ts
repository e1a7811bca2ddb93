import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Principal } from '../../users/principal/principal.js';
import { SessionRegeneration } from '../express/session-regeneration.js';
import { SessionSerializer } from '../express/session.serializer.js';
import { OwnSessionCookie } from '../impersonation/own-session-cookie.js';
import { SessionReader } from '../record/session-reader.js';
import { SessionProtection } from './session-protection.js';

/** Leads an administrator who no longer acts as somebody back to their own session, which stands untouched. */
@Injectable()
export class OwnSessionReturn {
  constructor(
    private readonly cookie: OwnSessionCookie,
    private readonly reader: SessionReader,
    private readonly serializer: SessionSerializer,
    private readonly regeneration: SessionRegeneration,
    private readonly protection: SessionProtection,
  ) {}

  /** Tells whether this browser has a way back from the session of this request. */
  isPossible(request: Request): boolean {
    return this.cookie.read(request) !== null;
  }

  /** Signs this request in to the own session, whose cookie the answer sets; returns null where that is over too. */
  async goBack(request: Request, response: Response): Promise<Principal | null> {
    const id = this.cookie.read(request);
    this.cookie.clear(request, response);
    if (id === null) return null;
    const data = await this.reader.read(id);
    const record = data.passport?.user;
    if (record === undefined || record.impersonation !== undefined) return null;
    const principal = await this.serializer.resolvePrincipal(record);
    // Whoever has both cookies elsewhere is the same danger as one with a session's alone.
    if (principal === null || this.protection.isViolatedBy(request, record)) return null;
    this.regeneration.adopt(request, id, data, principal);
    return principal;
  }
}
