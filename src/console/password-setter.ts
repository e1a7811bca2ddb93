import { Injectable } from '@nestjs/common';
import { Notices } from '../notices/notices.service.js';
import { NewPasswordForms } from '../auth/new-password-forms.js';
import { AccountChangesService } from '../users/account-changes.service.js';
import { AccountEvents } from '../users/account-events.js';
import { PasswordHasher } from '../users/passwords/password-hasher.js';
import { principalOfUser } from '../users/principal/principal.js';
import { IsNewPassword, IsOptionalText, IsSameAs } from '../users/rules/field-rules.js';
import type { User } from '../users/user.entity.js';
import type { TypedPassword } from './ask-password.js';

class NewPasswordDto {
  /** A new password must be neither of these two. */
  @IsOptionalText()
  username = '';

  @IsOptionalText()
  email = '';

  @IsNewPassword()
  password = '';

  @IsSameAs('password')
  passwordConfirmation = '';
}

/** Gives an account a new password for an operator, by the rules of the web. */
@Injectable()
export class PasswordSetter {
  constructor(
    private readonly forms: NewPasswordForms,
    private readonly hasher: PasswordHasher,
    private readonly changes: AccountChangesService,
    private readonly events: AccountEvents,
    private readonly notices: Notices,
  ) {}

  /** Ends all sessions of the account too, and mails a notice. Throws InvalidForm, and AccountChanged when two changes met. */
  async set(user: User, { password, passwordConfirmation }: TypedPassword): Promise<void> {
    const { username, email } = user;
    await this.forms.bind(NewPasswordDto, { username, email, password, passwordConfirmation });
    await this.changes.changePassword(principalOfUser(user), await this.hasher.hash(password), (account, em) =>
      this.notices.put(em, account, 'passwordChanged', null),
    );
    this.events.announce('password-changed', { accountId: user.id, reason: 'operator' });
  }
}
