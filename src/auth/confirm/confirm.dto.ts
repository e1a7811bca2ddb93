import { ShownOn } from '../../http/shown-on.decorator.js';
import { IsOptionalText, IsPresentPassword } from '../../users/field-rules.js';
import { ConfirmPage } from './confirm.page.js';

@ShownOn(ConfirmPage)
export class ConfirmDto {
  @IsPresentPassword()
  password = '';

  @IsOptionalText()
  next = '';
}
