import { applyDecorators } from '@nestjs/common';
import { registerDecorator } from '../../forms/class-validator.js';
import { type FieldRule, RuleList, Trimmed } from '../../forms/rule-list.js';

/** A name fits its column, whatever it holds. */
const NAME_AT_MOST = 60;

const NAME: readonly FieldRule[] = [
  { code: 'passkeyNameTooLong', holds: (name) => name.length <= NAME_AT_MOST, values: () => ({ most: NAME_AT_MOST }) },
  { code: 'passkeyNameCharacters', holds: (name) => name.isWellFormed() && !/[\p{Cc}\p{Bidi_Control}]/u.test(name) },
];

/** An empty name breaks the first rule only, and here none. */
const GIVEN: FieldRule = { code: 'passkeyNameMissing', holds: (name) => name !== '' };

/** Requires a name of 1 to 60 characters in any script, without control characters: it stands between other text on pages. */
export const IsPasskeyName = () => applyDecorators(Trimmed(), RuleList([GIVEN, ...NAME]));

/** Accepts such a name, or nothing. */
export const IsOptionalPasskeyName = () => applyDecorators(Trimmed(), RuleList(NAME));

/** Requires what an authenticator has given: an object in JSON, its text in a form. What it holds is judged later. */
export function IsPostedCredential(): PropertyDecorator {
  return (prototype, property) =>
    registerDecorator({
      name: 'passkeyMissing',
      target: prototype.constructor,
      propertyName: String(property),
      options: { message: 'passkeyMissing', context: { order: 0 } },
      validator: {
        validate: (value: unknown) => (typeof value === 'string' ? value !== '' : isObject(value)),
      },
    });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
