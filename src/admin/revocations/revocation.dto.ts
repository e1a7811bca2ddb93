import { registerDecorator } from '../../forms/class-validator.js';
import { Trimmed } from '../../forms/rule-list.js';
import { IsOptionalCheck, IsOptionalText } from '../../users/rules/field-rules.js';

/** The names are those of the console's options; the rules of a condition are told by its reader, for both. */
export class RevocationDto {
  @Trimmed()
  @IsOptionalText()
  before = '';

  @Trimmed()
  @IsOptionalText()
  role = '';

  @Trimmed()
  @IsOptionalText()
  method = '';

  @Trimmed()
  @IsOptionalText()
  address = '';

  /** One name on each line, or a list of a program's. */
  @IsNames()
  users: string | readonly string[] = '';

  @Trimmed()
  @IsOptionalText()
  reason = '';

  /** The button that only counts sends it. */
  @IsOptionalCheck()
  dryRun: string | boolean = '';
}

function IsNames(): PropertyDecorator {
  return (prototype, property) =>
    registerDecorator({
      name: 'notText',
      target: prototype.constructor,
      propertyName: String(property),
      options: { message: 'notText' },
      validator: { validate: isNames },
    });
}

function isNames(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}
