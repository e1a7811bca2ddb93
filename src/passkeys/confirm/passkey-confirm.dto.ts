import { IsOptionalText } from '../../users/rules/field-rules.js';
import { IsPostedCredential } from '../settings/passkey-rules.js';

export class PasskeyConfirmDto {
  @IsPostedCredential()
  response: unknown = '';

  @IsOptionalText()
  next = '';

  /** This is `2` where a second factor is what is missing, so that the page asks for one again. */
  @IsOptionalText()
  level = '';
}
