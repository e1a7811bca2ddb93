import { IsOptionalPasskeyName, IsPasskeyName, IsPostedCredential } from './passkey-rules.js';

export class AddPasskeyDto {
  @IsPostedCredential()
  response: unknown = '';

  @IsOptionalPasskeyName()
  name = '';
}

export class RenamePasskeyDto {
  @IsPasskeyName()
  name = '';
}
