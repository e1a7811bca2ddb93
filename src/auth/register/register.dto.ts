import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsAccountEmail, IsNewPassword, IsOptionalText, IsSameAs, IsUsername } from '../../users/rules/field-rules.js';
import { RegisterPage } from './register.page.js';

@ShownOn(RegisterPage)
export class RegisterDto {
  @IsUsername()
  username = '';

  @IsAccountEmail()
  email = '';

  @IsNewPassword()
  password = '';

  @IsSameAs('password')
  passwordConfirmation = '';

  @IsOptionalText()
  next = '';
}
