import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { LoginRequired } from '../../http/errors/access-problems.js';
import { RedisPort } from '../../redis/redis-port.js';
import type { PendingLogin, StepResult } from './pending-login.js';

/** Marks are kept so many milliseconds longer than a pending login, because clocks of instances differ. */
const KEPT_LONGER = 5 * 60_000;

/** The same request again gets the same outcome for so many milliseconds, because its answer may have been lost. */
const REPEATED_WITHIN = 60_000;

/** A request that is the same as one under way waits so many milliseconds at most; the second value is how often it looks. */
export const TURN_LASTS = 15_000;
const LOOK_EVERY = 40;

const END = 'login-end';
const LOGGED_OUT = 'logged-out';

/** This is noted when a step is passed: enough to do for the same request again what was done for the first. */
export interface PassedStep extends StepResult {
  /** This is the keyed hash of the request that passed the step. */
  readonly request: string;
  readonly at: number;
}

/**
 * Keeps what the store knows of pending logins, each for as long as a cookie of it could be valid: which steps have
 * been passed (a cookie is valid for one of them), and that the login is over, by a session or by a logout.
 */
@Injectable()
export class PendingLoginMarks {
  constructor(
    private readonly redis: RedisPort,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sessionSecrets'>,
  ) {}

  /** Spends this cookie. It returns null for the one request that does, and for others what that one noted. */
  async spend(login: PendingLogin, request: Request, passed: StepResult): Promise<PassedStep | null> {
    const note: PassedStep = { ...passed, request: this.hashOf(request), at: Date.now() };
    return parse(await this.redis.claims.claim(login.id, stepOf(login), JSON.stringify(note), keepUntil(login)));
  }

  /** Returns what was noted when this cookie was spent, or null. */
  async spent(login: PendingLogin): Promise<PassedStep | null> {
    return parse(await this.redis.claims.find(login.id, stepOf(login)));
  }

  /** Tells whether this is the request that passed the step, sent again a moment later. */
  isRepeated({ request: hash, at }: PassedStep, request: Request): boolean {
    return hash === this.hashOf(request) && Date.now() - at <= REPEATED_WITHIN;
  }

  /** Returns true while neither a session nor a logout has ended this login. */
  async isOpen(login: PendingLogin): Promise<boolean> {
    return (await this.redis.claims.find(login.id, END)) === null;
  }

  /** Notes the session that the login has led to, by the hash of its id. It returns false when the login was over already. */
  async finish(login: PendingLogin, sessionHash: string): Promise<boolean> {
    return (await this.redis.claims.claim(login.id, END, sessionHash, keepUntil(login))) === null;
  }

  /** Returns the hash of the session that the login has led to; null for one that is open, or was ended by a logout. */
  async sessionHashOf(login: PendingLogin): Promise<string | null> {
    const noted = await this.redis.claims.find(login.id, END);
    return noted === LOGGED_OUT ? null : noted;
  }

  /** Notes another session in the place of the one before. It returns false when a logout has ended the login. */
  async finishAgain(login: PendingLogin, sessionHash: string): Promise<boolean> {
    const before = await this.redis.claims.replace(login.id, END, sessionHash, keepUntil(login));
    if (before !== LOGGED_OUT) return true;
    await this.redis.claims.replace(login.id, END, LOGGED_OUT, keepUntil(login));
    return false;
  }

  /** Ends the login and returns the hash of the session that it has led to meanwhile, if any. */
  async burn(login: PendingLogin): Promise<string | null> {
    const noted = await this.redis.claims.replace(login.id, END, LOGGED_OUT, keepUntil(login));
    return noted === LOGGED_OUT ? null : noted;
  }

  /**
   * Resolves when no other instance is handling this very request; what it returns is called when this one has been
   * handled. Throws LoginRequired where nobody waits for the answer any more.
   */
  async enter(login: PendingLogin, request: Request, response: Response): Promise<() => void> {
    const { claims } = this.redis;
    const turn = `login-turn:${this.hashOf(request)}`;
    while ((await claims.claim(login.id, turn, '1', Date.now() + TURN_LASTS)) !== null) {
      if (response.destroyed) throw new LoginRequired(undefined, '/login');
      await sleep(LOOK_EVERY);
    }
    // While Redis is away the claim expires by itself.
    return () => void claims.release(login.id, turn).catch(() => undefined);
  }

  /** Hashes method, address and body. The hash is keyed, because a code of six digits could be found from a plain one. */
  private hashOf({ method, originalUrl, body }: Request): string {
    const [secret = ''] = this.settings.sessionSecrets;
    return createHmac('sha256', secret)
      .update(`pending login\n${method}\n${originalUrl}\n${JSON.stringify(body)}`)
      .digest('base64url');
  }
}

function stepOf({ passed }: PendingLogin): string {
  return `login-step:${passed.length}`;
}

function keepUntil({ expiresAt }: PendingLogin): number {
  return expiresAt + KEPT_LONGER;
}

/** A note that cannot be read still means that the cookie was spent. */
function parse(note: string | null): PassedStep | null {
  if (note === null) return null;
  try {
    return { request: '', step: '', authentication: null, at: 0, ...(JSON.parse(note) as Partial<PassedStep>) };
  } catch {
    return { request: '', step: '', authentication: null, at: 0 };
  }
}
