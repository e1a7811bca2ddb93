import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { RedisPort } from '../../redis/redis-port.js';
import { addressOf } from '../../sessions/record/session-id.js';
import { SessionsService } from '../../sessions/sessions.service.js';
import { SignOut } from '../../sessions/sign-out.js';
import { loginArrivedAt } from './login-arrival.js';

/** The same form counts as a repetition for so many milliseconds. */
const REPEATS_WITHIN = 60_000;

interface NotedLogin {
  /** Of its session id. */
  readonly hash: string;
  readonly arrivedAt: number;
}

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
    private readonly signOut: SignOut,
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
    if (response.destroyed) return void (await this.signOut.revokeUnpresented(address));
    const deed = `login:${createHash('sha256').update(formId).digest('base64url')}`;
    const note = (login: NotedLogin) => this.note(hashTag, deed, login);
    const own = { hash, arrivedAt: loginArrivedAt(request) };
    const other = await note(own);
    if (other === null || other.hash === hash) return;
    if (other.arrivedAt <= own.arrivedAt) return void (await this.signOut.revokeUnpresented({ hashTag, hash: other.hash }));
    // Answers overtake each other (hash queues, instances): the browser listens to the request that it sent last.
    const between = await note(other);
    await this.signOut.withdraw(request, response);
    if (between !== null && between.hash !== hash) await this.signOut.revokeUnpresented({ hashTag, hash: between.hash });
  }

  /** Notes that this login stands for its form now; returns the one that did before. */
  private async note(hashTag: string, deed: string, { hash, arrivedAt }: NotedLogin): Promise<NotedLogin | null> {
    const before = await this.redis.claims.replace(hashTag, deed, `${arrivedAt} ${hash}`, Date.now() + REPEATS_WITHIN);
    if (before === null) return null;
    const [at, other = ''] = before.split(' ');
    return { hash: other, arrivedAt: Number(at) };
  }
}
