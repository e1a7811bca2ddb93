import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RedisPort } from '../../redis/redis-port.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { loginArrivedAt } from './local-auth.guard.js';

/** How long the same form is a repetition, in milliseconds. */
const REPEATS_WITHIN = 60_000;

interface NotedLogin {
  /** Of its session id. */
  readonly hash: string;
  readonly arrivedAt: number;
}

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
    const note = (login: NotedLogin) => this.note(hashTag, deed, login);
    const own = { hash, arrivedAt: loginArrivedAt(request) };
    const other = await note(own);
    if (other === null || other.hash === hash) return;
    if (other.arrivedAt <= own.arrivedAt) return this.sessions.revokeUnpresented({ hashTag, hash: other.hash });
    // Answers overtake each other (hash queues, instances): the browser listens to the request that it sent last.
    const between = await note(other);
    await this.sessions.withdraw(request, response);
    if (between !== null && between.hash !== hash) await this.sessions.revokeUnpresented({ hashTag, hash: between.hash });
  }

  /** Notes that this login stands for its form now; returns the one that did before. */
  private async note(hashTag: string, deed: string, { hash, arrivedAt }: NotedLogin): Promise<NotedLogin | null> {
    const before = await this.redis.replaceClaim(hashTag, deed, `${arrivedAt} ${hash}`, Date.now() + REPEATS_WITHIN);
    if (before === null) return null;
    const [at, other = ''] = before.split(' ');
    return { hash: other, arrivedAt: Number(at) };
  }
}
