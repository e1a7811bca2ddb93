import { Inject, Injectable } from '@nestjs/common';
import { FormRefused } from '../http/form-refused.js';
import { AccountChangesService } from '../users/account-changes.service.js';
import { AccountEvents } from '../users/account-events.js';
import { PasswordHasher } from '../users/password-hasher.js';
import { type Principal, principalOfUser } from '../users/principal.js';
import { AuthService } from './auth.service.js';
import type { LoginClient } from './throttle/login-client.js';
import { refusedTry } from './throttle/refused-try.js';

interface PasswordForm {
  readonly currentPassword: string;
  readonly password: string;
}

/** A new password for an account that is signed in: the present one is asked, all sessions get a new stamp. */
@Injectable()
export class PasswordChange {
  constructor(
    @Inject(AuthService) private readonly auth: AuthService,
    @Inject(PasswordHasher) private readonly hasher: PasswordHasher,
    @Inject(AccountChangesService) private readonly changes: AccountChangesService,
    @Inject(AccountEvents) private readonly events: AccountEvents,
  ) {}

  /** The account under its new stamp. Throws FormRefused (wrong, unchanged, too many tries), and AccountChanged when two changes met. */
  async change(principal: Principal, form: PasswordForm, client: LoginClient): Promise<Principal> {
    const user = await this.auth.verifyAccount(principal.id, form.currentPassword, client).catch(refusedTry(form));
    if (user === null) throw refused(form, 'currentPassword', 'passwordWrong');
    if (form.password.normalize('NFC') === form.currentPassword.normalize('NFC')) {
      throw refused(form, 'password', 'passwordUnchanged');
    }
    const passwordHash = await this.hasher.hash(form.password, client.gone);
    const changed = await this.changes.changePassword(principalOfUser(user), passwordHash);
    this.events.announce('password-changed', { accountId: principal.id });
    return changed;
  }
}

function refused(form: PasswordForm, field: keyof PasswordForm, code: string): FormRefused {
  return new FormRefused('validation_failed', form, { [field]: [{ code }] });
}
