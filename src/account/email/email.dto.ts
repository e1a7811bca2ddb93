import { ShownOn } from '../../http/errors/shown-on.decorator.js';
import { IsAccountEmail } from '../../users/rules/field-rules.js';
import { EmailPage } from './email.page.js';

@ShownOn(EmailPage)
export class EmailDto {
  @IsAccountEmail()
  email = '';
}
