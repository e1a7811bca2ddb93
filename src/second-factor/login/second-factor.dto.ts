import { IsTypedCode } from '../../auth/access/code-rules.js';
import { IsOptionalCheck, IsOptionalText } from '../../users/rules/field-rules.js';

export class SecondFactorDto {
  /** This is a code of an authenticator app or a recovery code. */
  @IsTypedCode()
  code = '';

  @IsOptionalCheck()
  trust: string | boolean = '';

  /** This is not empty where the form was shown for a recovery code, so that it is shown so again. */
  @IsOptionalText()
  recovery = '';
}
