import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsOptionalText, IsPresentPassword } from '../../users/rules/field-rules.js';
import { ConfirmPage } from './confirm.page.js';

@ShownOn(ConfirmPage)
export class ConfirmDto {
  @IsPresentPassword()
  password = '';

  @IsOptionalText()
  next = '';
}
