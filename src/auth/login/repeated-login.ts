import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RedisPort } from '../../redis/redis-port.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { SessionsService } from '../../sessions/sessions.service.js';

/** How long the same form is a repetition, in milliseconds. */
const REPEATS_WITHIN = 60_000;

/**
 * A double click on "Log in" sends the form twice, and the browser keeps one answer: the session and the series of
 * the other would stand in the list of sessions, held by nobody. The form says by a random id which one it is.
 */
@Injectable()
export class RepeatedLogin {
  constructor(
    private readonly redis: RedisPort,
    private readonly sessions: SessionsService,
  ) {}

  /** Runs a login; afterwards no other login by the same form stands, unless its session has been presented. */
  async alone<T>(request: Request, response: Response, formId: string, logIn: () => Promise<T>): Promise<T> {
    const before = request.sessionID;
    const outcome = await logIn();
    // A login that has a step before it yet begins no session.
    if (formId !== '' && request.sessionID !== before) await this.replaceOthers(request, response, formId);
    return outcome;
  }

  private async replaceOthers(request: Request, response: Response, formId: string): Promise<void> {
    const address = addressOf(request.sessionID);
    if (address === null) return;
    const { hashTag, hash } = address;
    await this.sessions.awaitPresentation(request);
    // Whoever has gone already gets no cookie: of two requests the browser listens to the other.
    if (response.destroyed) return this.sessions.revokeUnpresented(address);
    const deed = `login:${createHash('sha256').update(formId).digest('base64url')}`;
    const other = await this.redis.replaceClaim(hashTag, deed, hash, Date.now() + REPEATS_WITHIN);
    if (other !== null && other !== hash) await this.sessions.revokeUnpresented({ hashTag, hash: other });
  }
}
