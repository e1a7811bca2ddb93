import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RedisPort } from '../../redis/redis-port.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { SessionsService } from '../../sessions/sessions.service.js';

/** The same form counts as a repetition for so many milliseconds. */
const REPEATS_WITHIN = 60_000;

/**
 * Makes one login of a double click. "Log in" sends the form twice and the browser keeps one answer, so the session
 * and series of the other would stand in the list of sessions, held by nobody. A random id in the form says which one
 * it is.
 */
@Injectable()
export class RepeatedLogin {
  constructor(
    private readonly redis: RedisPort,
    private readonly sessions: SessionsService,
  ) {}

  /** Runs a login; afterwards no other login by the same form is left, unless its session has been presented. */
  async alone<T>(request: Request, response: Response, formId: string, logIn: () => Promise<T>): Promise<T> {
    const before = request.sessionID;
    const outcome = await logIn();
    // A login that still has a step before it begins no session.
    if (formId !== '' && request.sessionID !== before) await this.replaceOthers(request, response, formId);
    return outcome;
  }

  private async replaceOthers(request: Request, response: Response, formId: string): Promise<void> {
    const address = addressOf(request.sessionID);
    if (address === null) return;
    const { hashTag, hash } = address;
    await this.sessions.awaitPresentation(request);
    // A client that has left gets no cookie: of two requests the browser listens to the other.
    if (response.destroyed) return this.sessions.revokeUnpresented(address);
    const deed = `login:${createHash('sha256').update(formId).digest('base64url')}`;
    const other = await this.redis.replaceClaim(hashTag, deed, hash, Date.now() + REPEATS_WITHIN);
    if (other !== null && other !== hash) await this.sessions.revokeUnpresented({ hashTag, hash: other });
  }
}
