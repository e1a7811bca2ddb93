import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsNewPassword, IsOptionalText, IsPresentPassword, IsSameAs } from '../../users/rules/field-rules.js';
import { PasswordPage } from './password.page.js';

@ShownOn(PasswordPage)
export class PasswordDto {
  /** The person's own, not the form's: a new password must not be one of these. */
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
