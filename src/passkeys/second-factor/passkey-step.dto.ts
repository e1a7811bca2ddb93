import { IsOptionalCheck } from '../../users/rules/field-rules.js';
import { IsPostedCredential } from '../settings/passkey-rules.js';

export class PasskeyStepDto {
  @IsPostedCredential()
  response: unknown = '';

  @IsOptionalCheck()
  trust: string | boolean = '';
}
