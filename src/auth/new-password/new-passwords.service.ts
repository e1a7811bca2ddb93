import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { unlessOutage } from '../../outages/outage.js';
import { AccountSessionsService } from '../../sessions/account-sessions.service.js';
import { SeriesService } from '../../sessions/remember-me/series.service.js';
import { AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import { principalOfUser } from '../../users/principal/principal.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { NewPasswordForms } from '../new-password-forms.js';
import type { LoginAttempt } from '../rate-limit/login-attempt.js';
import { NewPasswordDto } from './new-password.dto.js';

/** Sets the password that a login asks for, by the rules of every new password. */
@Injectable()
export class NewPasswords {
  constructor(
    private readonly forms: NewPasswordForms,
    private readonly hasher: PasswordHasher,
    private readonly changes: AccountChangesService,
    private readonly users: UsersService,
    private readonly series: SeriesService,
    private readonly sessions: AccountSessionsService,
    private readonly notices: Notices,
    private readonly events: AccountEvents,
  ) {}

  /**
   * Returns the account under its new stamp; every session and remembered browser is logged out. Throws InvalidForm,
   * and AccountChanged when two changes met.
   */
  async set(user: User, body: unknown, client: LoginAttempt, by: VisitorFacts): Promise<User> {
    const { username, email } = user;
    const form = await this.forms.bind(NewPasswordDto, { ...Object(body), username, email });
    const hashing = client.hashing(user.id, true);
    if (await this.hasher.matches(form.password, user.passwordHash, hashing)) {
      throw new InvalidForm('validation_failed', form, { password: [{ code: 'passwordUnchanged' }] });
    }
    const passwordHash = await this.hasher.hash(form.password, hashing);
    await this.changes.changePassword(principalOfUser(user), passwordHash, (account, em) =>
      this.notices.put(em, account, 'passwordChanged', by),
    );
    // The new stamp has ended them; these are their traces.
    await Promise.all([this.series.revokeAll(user.id), this.sessions.endOfStamp(user.hashTag, user.securityStamp)]).catch(
      unlessOutage,
    );
    this.events.announce('password-changed', { accountId: user.id, reason: 'at login' });
    return (await this.users.findById(user.id)) ?? user;
  }
}
