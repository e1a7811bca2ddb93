import { IsOptionalCheck } from '../../users/rules/field-rules.js';

/** The page that shows the form has data of its own, so the handler names it. */
export class PasskeyWishDto {
  @IsOptionalCheck()
  wanted: string | boolean = '';
}
