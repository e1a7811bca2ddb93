import { IsTypedCode } from '../../auth/access/code-rules.js';

/** The page that shows the form has data of its own, so the handler names it. */
export class TotpDto {
  @IsTypedCode()
  code = '';
}
