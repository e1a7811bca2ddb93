import { IsNewPassword, IsOptionalText, IsSameAs } from '../../users/rules/field-rules.js';

export class ResetPasswordDto {
  /** These two fields hold the person's own names and not what the form says: a new password must not be one of them. */
  @IsOptionalText()
  username = '';

  @IsOptionalText()
  email = '';

  @IsNewPassword()
  password = '';

  @IsSameAs('password')
  passwordConfirmation = '';
}
