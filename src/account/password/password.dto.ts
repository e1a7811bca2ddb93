import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsNewPassword, IsOptionalText, IsPresentPassword, IsSameAs } from '../../users/rules/field-rules.js';
import { PasswordPage } from './password.page.js';

@ShownOn(PasswordPage)
export class PasswordDto {
  /** These two fields hold the person's own names and not what the form says: a new password must not be one of them. */
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
