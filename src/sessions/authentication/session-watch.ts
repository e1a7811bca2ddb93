import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Request } from 'express';
import { Problem } from '../../http/errors/problem.js';
import type { SessionAddress } from '../../redis/redis-port.js';
import type { RevocationReason } from '../record/session-record.js';
import { sessionOf, type SessionState, SessionStates } from './session-states.js';

/**
 * Each watched session is read every so many milliseconds, those of one moment in one round trip. Less than a second, so
 * that the read itself is over within a second of what ended the session.
 */
const EVERY = 800;

/** A session that cannot be read for so many milliseconds, in an outage, counts as over: what is uncertain signs nobody in. */
const UNCONFIRMED_AT_MOST = 30_000;

/** This is what follows a session, wherever it goes. */
export interface FollowedSession {
  /** This aborts when the session is over; its reason is a {@link SessionOver}. */
  readonly over: AbortSignal;
  /** Is to be called when nobody needs to know any more. */
  readonly release: () => void;
}

/** `role-revoked` means that the session goes on, without a role that its person had when it began to be followed. */
type OverBecause = RevocationReason | 'unconfirmed' | 'role-revoked';

/** This is why a session that was followed is over, or may no longer what it could. */
export class SessionOver extends Error {
  override readonly name = 'SessionOver';

  constructor(readonly why: OverBecause) {
    super(why);
  }
}

interface Follower {
  address: SessionAddress;
  confirmedAt: number;
  readonly roles: readonly string[];
  readonly controller: AbortController;
}

/**
 * Tells those who hold a connection open, such as a stream, when its session is over: by a logout, a revocation, an
 * expiry, a disabled account, on whatever instance; or when a role is taken away, because nothing but the request that
 * opened the connection has asked for it. Reading is no activity. A session that gets a new id is followed there.
 */
@Injectable()
export class SessionWatch implements OnModuleDestroy {
  private readonly followers = new Set<Follower>();
  private timer: NodeJS.Timeout | undefined;
  private isReading = false;

  constructor(private readonly states: SessionStates) {}

  /** Follows the session of this request. Throws `session_required` where there is none: a header signs in for one request only. */
  follow(request: Request): FollowedSession {
    const address = sessionOf(request);
    if (address === null) throw new Problem('session_required');
    const roles = request.user?.roles ?? [];
    const follower: Follower = { address, roles, confirmedAt: Date.now(), controller: new AbortController() };
    this.followers.add(follower);
    this.timer ??= setInterval(() => void this.readAll(), EVERY).unref();
    return { over: follower.controller.signal, release: () => this.forget(follower) };
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.followers.clear();
  }

  private forget(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async readAll(): Promise<void> {
    // A slow store is not asked again before it has answered.
    if (this.isReading) return;
    this.isReading = true;
    const bySession = Map.groupBy(this.followers, ({ address }) => `${address.hashTag}.${address.hash}`);
    await Promise.all([...bySession.values()].map((followers) => this.judge(followers)));
    this.isReading = false;
  }

  private async judge(followers: readonly Follower[]): Promise<void> {
    const [first] = followers;
    // What cannot be read is not confirmed.
    const state = first && (await this.states.of(first.address).catch(() => undefined));
    for (const follower of followers) {
      if (state !== undefined) follower.confirmedAt = Date.now();
      if (state !== undefined && 'movedTo' in state) follower.address = state.movedTo;
      const why = state === undefined ? unconfirmed(follower) : whyOver(follower, state);
      if (why !== undefined) this.end(follower, why);
    }
  }

  private end(follower: Follower, why: OverBecause): void {
    this.forget(follower);
    follower.controller.abort(new SessionOver(why));
  }
}

function unconfirmed({ confirmedAt }: Follower): OverBecause | undefined {
  return Date.now() - confirmedAt > UNCONFIRMED_AT_MOST ? 'unconfirmed' : undefined;
}

function whyOver({ roles }: Follower, state: SessionState): OverBecause | undefined {
  if ('over' in state) return state.over;
  const present = 'user' in state ? state.user?.roles : undefined;
  return present === undefined || roles.every((role) => present.includes(role)) ? undefined : 'role-revoked';
}
