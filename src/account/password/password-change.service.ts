import { Injectable } from '@nestjs/common';
import { InvalidForm } from '../../http/errors/invalid-form.js';
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

/** A new password for an account that is signed in: the present one is asked, all sessions get a new stamp. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly auth: AuthService,
    private readonly hasher: PasswordHasher,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
    private readonly principals: PrincipalsService,
  ) {}

  /**
   * For `catch`: throws the error on. Of a form whose other fields break a rule the current password is checked all
   * the same, so that one answer tells all that is wrong; that costs a hash and a place in the counts, as any try does.
   */
  async tellCurrentPassword(error: unknown, principal: Principal, client: LoginAttempt): Promise<never> {
    if (!(error instanceof InvalidForm) || 'currentPassword' in error.errors) throw error;
    const form = error.dto as PasswordForm;
    const user = await this.auth.verifyAccount(principal.id, form.currentPassword, client).catch(asTooManyAttempts(form));
    throw user === null ? alsoWrong(error) : error;
  }

  /** The account under its new stamp. Throws InvalidForm (wrong, unchanged, too many tries), and AccountChanged when two changes met. */
  async change(principal: Principal, form: PasswordForm, client: LoginAttempt): Promise<Principal> {
    const user = await this.auth.verifyAccount(principal.id, form.currentPassword, client).catch(asTooManyAttempts(form));
    if (user === null) {
      // Right when it was sent, and changed since by another request: that is no wrong password.
      const now = await this.principals.read(principal.id);
      if (now?.securityStamp !== principal.securityStamp) throw new AccountChanged();
      throw refused(form, 'currentPassword', 'passwordWrong');
    }
    if (form.password.normalize('NFC') === form.currentPassword.normalize('NFC')) {
      throw refused(form, 'password', 'passwordUnchanged');
    }
    const passwordHash = await this.hasher.hash(form.password, client.disconnect);
    const changed = await this.changes.changePassword(principalOfUser(user), passwordHash);
    this.events.announce('password-changed', { accountId: principal.id });
    return changed;
  }
}

/** The current password's message first: the field stands first, and the first at fault takes the focus. */
function alsoWrong({ code, dto, errors, options }: InvalidForm): InvalidForm {
  return new InvalidForm(code, dto, { currentPassword: [{ code: 'passwordWrong' }], ...errors }, options);
}

function refused(form: PasswordForm, field: keyof PasswordForm, code: string): InvalidForm {
  return new InvalidForm('validation_failed', form, { [field]: [{ code }] });
}
