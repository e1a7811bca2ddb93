import { EntityManager, raw } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { unitOfWork } from '../../database/unit-of-work.js';
import { RedisPort } from '../../redis/redis-port.js';
import { AccountEvents } from '../../users/account-events.js';
import { BreachedPasswords } from '../../users/passwords/breached-passwords.js';
import { BreachSettings } from '../../users/passwords/breach.settings.js';
import { User } from '../../users/user.entity.js';
import { NEW_PASSWORD_REQUIRED } from './new-password-required.js';

/** A password is asked about so seldom, in milliseconds: lists of stolen ones grow slowly, and a login waits meanwhile. */
const ASKED_EVERY = 24 * 3_600_000;

/**
 * Looks whether the right password of a login stands in a list of stolen ones (NIST SP 800-63B-4 3.1.1.2 compares at
 * the choice of a password; lists grow afterwards). Only with BREACH_CHECK_URL: a login waits for its answer at most a
 * second, and once a day.
 */
@Injectable()
export class BreachedLogin {
  constructor(
    private readonly em: EntityManager,
    private readonly redis: RedisPort,
    private readonly breached: BreachedPasswords,
    private readonly settings: BreachSettings,
    private readonly events: AccountEvents,
  ) {}

  /** Notes in the account that its password has to be changed; without an answer nothing is noted. */
  async look(user: User, password: string): Promise<void> {
    if (this.settings.breachCheckUrl === undefined || user.mustChangePassword) return;
    const asked = `breach-check:${user.passwordVersion}`;
    if ((await this.redis.claims.claim(user.hashTag, asked, '1', Date.now() + ASKED_EVERY)) !== null) return;
    if (!(await this.breached.has(password))) return;
    // The version stays, because nothing that a session knows of the account has changed.
    const now = { id: user.id, passwordVersion: user.passwordVersion };
    await unitOfWork(this.em).nativeUpdate(User, now, { mustChangePassword: true, version: raw<number>('version') });
    user.mustChangePassword = true;
    this.events.announce(NEW_PASSWORD_REQUIRED, { accountId: user.id, reason: 'breach' });
  }
}
