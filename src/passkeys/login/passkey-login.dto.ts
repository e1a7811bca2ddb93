import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { LoginFormPage } from '../../auth/login/login.page.js';
import { IsOptionalCheck, IsOptionalText } from '../../users/rules/field-rules.js';
import { IsPostedCredential } from '../settings/passkey-rules.js';

@ShownOn(LoginFormPage)
export class PasskeyLoginDto {
  @IsPostedCredential()
  response: unknown = '';

  @IsOptionalCheck()
  remember: string | boolean = '';

  @IsOptionalText()
  next = '';
}
