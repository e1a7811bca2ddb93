import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsIdentifier, IsFormId, IsOptionalCheck, IsOptionalText, IsPresentPassword } from '../../users/rules/field-rules.js';
import { LoginFormPage } from './login.page.js';

@ShownOn(LoginFormPage)
export class LoginDto {
  @IsIdentifier()
  identifier = '';

  @IsPresentPassword()
  password = '';

  @IsOptionalCheck()
  remember: string | boolean = '';

  @IsOptionalText()
  next = '';

  @IsFormId()
  formId = '';
}
