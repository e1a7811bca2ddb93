import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsNewPassword, IsOptionalText, IsPresentPassword, IsSameAs } from '../../users/rules/field-rules.js';
import { PasswordPage } from './password.page.js';

@ShownOn(PasswordPage)
export class PasswordDto {
  /** The guard sets this from the account and not from the form: a new password must not be one of these. */
  @IsOptionalText()
  username = '';

  @IsOptionalText()
  email = '';

  @IsPresentPassword()
  currentPassword = '';

  @IsNewPassword()
  password = '';

  @IsSameAs('password')
  passwordConfirmation = '';
}
