import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Problem } from '../../http/errors/problem.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessOutage } from '../../outages/outage.js';
import { RedisPort } from '../../redis/redis-port.js';
import type { Principal } from '../../users/principal/principal.js';
import { REPEATS, SessionRevoked } from '../record/loaded-session.js';
import { addressOf } from '../record/session-id.js';
import { SessionReader } from '../record/session-reader.js';
import { deedOf, openSuccessor, requestText } from '../record/successor.js';
import { RememberCookie } from '../remember-me/remember-cookie.js';
import { SessionSerializer } from './session.serializer.js';
import { SessionStore } from './session-store.js';

/** After so many milliseconds the repetition of a request runs the deed itself; the second value is how often it looks. */
const DEED_TAKES_AT_MOST = 15_000;
const LOOK_EVERY = 40;

/** For so many milliseconds a request that came through is known by its session's new id too. */
const KNOWN_FOR = 30_000;

/** Names the change of a session's id, whatever request makes it. */
const changeOf = (hash: string): string => `change:${hash}`;

/** Names a request that has led to this session id. */
const ledTo = (sessionId: string, text: string): string => `led:${deedOf(sessionId, text)}`;

/** `isSpent`: once it is done, the same request can only fail, so its repetition under the new id is no new one. */
export interface DeedKind {
  readonly isSpent: boolean;
}

/**
 * Gives the session of a request a new id, once: a double click, a reload and a browser's own retry are one deed.
 * Whoever repeats the same request under the old id gets the same outcome and the new id, until somebody has
 * presented that id.
 */
@Injectable()
export class IdChange {
  constructor(
    private readonly redis: RedisPort,
    private readonly reader: SessionReader,
    private readonly store: SessionStore,
    private readonly serializer: SessionSerializer,
    private readonly rememberCookie: RememberCookie,
  ) {}

  /**
   * Runs a deed that ends in a new id, or waits for it when this request only repeats one. It returns the principal
   * afterwards. Throws a Problem where the request has no session of its own, and whatever the deed throws.
   */
  async once(request: Request, response: Response, deed: () => Promise<Principal>, kind?: DeedKind): Promise<Principal> {
    const { user, sessionID } = request;
    const address = addressOf(sessionID);
    // Request credentials are no session, so nothing could go on under a new id.
    if (user === undefined || request.session.passport === undefined) throw new Problem('session_required');
    // A remember-me cookie of a moment ago signed in this request alone, so there is no id to change.
    if (address === null) return deed();
    if (request[REPEATS]) return user;
    const { hashTag, hash } = address;
    const text = requestText(request);
    // A session that this very request has led to is alive, so nothing has undone it since.
    if (kind?.isSpent && (await this.redis.claims.find(hashTag, ledTo(sessionID, text))) !== null) return user;
    const name = deedOf(sessionID, text);
    while ((await this.redis.claims.claim(hashTag, name, '1', Date.now() + DEED_TAKES_AT_MOST)) !== null) {
      if (response.destroyed) throw new SessionRevoked();
      await sleep(LOOK_EVERY);
    }
    try {
      await this.redis.claims.replace(hashTag, changeOf(hash), '1', Date.now() + DEED_TAKES_AT_MOST);
      // The first request may have ended since this session was read.
      const principal = (await this.resumeRead(request, response)) ?? (await deed());
      if (kind?.isSpent) await this.keepSpent(request.sessionID, hashTag, text);
      return principal;
    } finally {
      // While Redis is away the claims expire by themselves.
      const claims = [name, changeOf(hash)].map((claim) => this.redis.claims.release(hashTag, claim));
      await Promise.allSettled(claims);
    }
  }

  /** The browser may send the form once more when it has the new cookie and not yet the page behind it. */
  private async keepSpent(sessionId: string, hashTag: string, text: string): Promise<void> {
    await this.redis.claims.claim(hashTag, ledTo(sessionId, text), '1', Date.now() + KNOWN_FOR).catch(unlessOutage);
  }

  /**
   * Tells for a session that a new stamp has revoked whether this very session is about to go on under another id,
   * between the two writes. It must not be revoked then, nor its cookies touched; whoever repeats the request waits.
   */
  async isUnderWay(request: Request, response: Response): Promise<boolean> {
    const address = addressOf(request.sessionID);
    if (address === null) return false;
    const isClaimed = async () => (await this.redis.claims.find(address.hashTag, changeOf(address.hash))) !== null;
    if (!(await isClaimed()))
      return (await this.reader.read(request.sessionID)).ended === 'moved' && this.resumeAfter(request, response);
    const looks = request.method === 'GET' || request.method === 'HEAD';
    while (!looks && !response.destroyed && (await isClaimed())) await sleep(LOOK_EVERY);
    return looks || this.resumeAfter(request, response);
  }

  /** Resumes after the change and returns true, whether or not this is the same request again. */
  private async resumeAfter(request: Request, response: Response): Promise<true> {
    await this.resumeRead(request, response).catch(unlessRevoked);
    return true;
  }

  /**
   * Signs this request in under the new id when it repeats the one that moved its session, and returns undefined
   * otherwise.
   */
  async resume(request: Request, response: Response): Promise<Principal | undefined> {
    const { sealed } = request.session.moved ?? {};
    if (sealed === undefined || request.method === 'GET' || request.method === 'HEAD') return undefined;
    const successor = openSuccessor(request.sessionID, requestText(request), sealed);
    const address = successor && addressOf(successor.sessionId);
    if (!successor || !address) return undefined;
    const session = await this.reader.readAt(address);
    const record = session.passport?.user;
    const principal = record === undefined ? null : await this.serializer.resolvePrincipal(record);
    if (record?.unpresented === undefined || principal === null) return undefined;
    request.sessionID = successor.sessionId;
    this.store.createSession(request, session);
    request.user = principal;
    request[REPEATS] = true;
    const { remember } = successor;
    if (remember) this.rememberCookie.set(response, remember, new Date(remember.expiresAt));
    return principal;
  }

  private async resumeRead(request: Request, response: Response): Promise<Principal | undefined> {
    const now = await this.reader.read(request.sessionID);
    if (now.ended === undefined) return undefined;
    const before = request.session;
    this.store.createSession(request, now);
    const principal = await this.resume(request, response);
    if (principal !== undefined) return principal;
    request.session = before;
    // A login or a logout that waited here revokes the session under its new id too.
    if (now.moved !== undefined) before.moved = now.moved;
    throw new SessionRevoked();
  }
}

function unlessRevoked(error: unknown): void {
  if (!(error instanceof SessionRevoked)) throw error;
}
