import { IsPresentPassword } from '../../users/rules/field-rules.js';

export class VerifyEmailDto {
  @IsPresentPassword()
  password = '';
}
