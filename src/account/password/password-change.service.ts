import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import { Notices } from '../../notices/notices.service.js';
import { AccountChanged, AccountChangesService } from '../../users/account-changes.service.js';
import { AccountEvents } from '../../users/account-events.js';
import { PasswordHasher } from '../../users/passwords/password-hasher.js';
import { type Principal, principalOfUser } from '../../users/principal/principal.js';
import { PrincipalsService } from '../../users/principal/principals.service.js';
import { AuthService } from '../../auth/auth.service.js';
import type { LoginAttempt } from '../../auth/rate-limit/login-attempt.js';
import { asTooManyAttempts } from '../../auth/rate-limit/as-too-many-attempts.js';

interface PasswordForm {
  readonly currentPassword: string;
  readonly password: string;
}

/** Changes the password of an account that is signed in: it asks for the current one, and all sessions get a new stamp. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly auth: AuthService,
    private readonly hasher: PasswordHasher,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
    private readonly principals: PrincipalsService,
    private readonly notices: Notices,
  ) {}

  /**
   * Is for `catch` and throws the error on. It checks the current password also when other fields break a rule, so
   * that one answer tells all that is wrong; that costs a hash and is counted, as any try is.
   */
  async tellCurrentPassword(error: unknown, principal: Principal, client: LoginAttempt): Promise<never> {
    if (!(error instanceof InvalidForm) || 'currentPassword' in error.errors) throw error;
    const form = error.dto as PasswordForm;
    const user = await this.auth.verifyAccount(principal.id, form.currentPassword, client).catch(asTooManyAttempts(form));
    throw user === null ? alsoWrong(error) : error;
  }

  /**
   * Returns the account under its new stamp; a notice goes out. Throws InvalidForm (wrong, unchanged, too many tries),
   * and AccountChanged when two changes met.
   */
  async change(principal: Principal, form: PasswordForm, client: LoginAttempt, by: VisitorFacts): Promise<Principal> {
    const user = await this.auth.verifyAccount(principal.id, form.currentPassword, client).catch(asTooManyAttempts(form));
    if (user === null) {
      // The password was right when it was sent, and another request has changed it since: that is no wrong password.
      const now = await this.principals.read(principal.id);
      if (now?.securityStamp !== principal.securityStamp) throw new AccountChanged();
      throw refused(form, 'currentPassword', 'passwordWrong');
    }
    if (form.password.normalize('NFC') === form.currentPassword.normalize('NFC')) {
      throw refused(form, 'password', 'passwordUnchanged');
    }
    const passwordHash = await this.hasher.hash(form.password, client.hashing(user.id, client.deviceOf(user) !== undefined));
    const changed = await this.changes.changePassword(principalOfUser(user), passwordHash, (account, em) =>
      this.notices.put(em, account, 'passwordChanged', by),
    );
    this.events.announce('password-changed', { accountId: principal.id });
    return changed;
  }
}

/** Adds the current password's message in front, because the field comes first and the first at fault takes the focus. */
function alsoWrong({ code, dto, errors, options }: InvalidForm): InvalidForm {
  return new InvalidForm(code, dto, { currentPassword: [{ code: 'passwordWrong' }], ...errors }, options);
}

function refused(form: PasswordForm, field: keyof PasswordForm, code: string): InvalidForm {
  return new InvalidForm('validation_failed', form, { [field]: [{ code }] });
}
