import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsAccountEmail } from '../../users/rules/field-rules.js';
import { ForgotPasswordPage } from './forgot-password.page.js';

@ShownOn(ForgotPasswordPage)
export class ForgotPasswordDto {
  @IsAccountEmail()
  email = '';
}
