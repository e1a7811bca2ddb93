import { IsOptionalText, IsPresentPasswordUnless } from '../../users/rules/field-rules.js';
import { IsOptionalCode } from '../access/code-rules.js';

/** At least one of the two is given, and whatever is given must be right. */
export class ConfirmDto {
  @IsPresentPasswordUnless('code')
  password = '';

  @IsOptionalCode()
  code = '';

  @IsOptionalText()
  next = '';

  /** This is `2` where a second factor is what is missing. */
  @IsOptionalText()
  level = '';

  /** This is not empty where the form was shown for a recovery code, so that it is shown so again. */
  @IsOptionalText()
  recovery = '';
}
