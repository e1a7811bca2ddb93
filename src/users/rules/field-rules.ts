import { applyDecorators } from '@nestjs/common';
import { lowerAscii } from '../../forms/ascii.js';
import { EMAIL_AT_MOST, isAccountEmail } from './account-email.js';
import { isCommonPassword } from '../passwords/common-passwords.js';
import { isPredictablePassword } from '../passwords/predictable-passwords.js';
import { policyOf } from '../../forms/field-policy.js';
import { type FieldRule, RuleList, Trimmed } from '../../forms/rule-list.js';
import { isReservedUsername } from './reserved-usernames.js';

const FIELD_NUMBERS = {
  usernameLeast: 3,
  usernameMost: 20,
  passwordMost: 256,
  identifierMost: 254,
  loginPasswordMost: 1_024,
  formIdMost: 64,
} as const;

const USERNAME_CHARACTERS = /^[A-Za-z][A-Za-z0-9._]*$/;

const PRODUCT = 'gatehouse';

/** These are UTF-16 units; 256 characters need at most a quarter of them, however they are composed. */
const COMPOSED_AT_MOST = 2_048;

const USERNAME: readonly FieldRule[] = [
  {
    code: 'usernameLength',
    holds: (name) => name.length >= FIELD_NUMBERS.usernameLeast && name.length <= FIELD_NUMBERS.usernameMost,
    values: () => ({ least: FIELD_NUMBERS.usernameLeast, most: FIELD_NUMBERS.usernameMost }),
  },
  {
    code: 'usernameCharacters',
    holds: (name) => USERNAME_CHARACTERS.test(name),
    values: () => ({ pattern: USERNAME_CHARACTERS.source }),
  },
  { code: 'usernameTaken', holds: (name) => !isReservedUsername(lowerAscii(name)) },
];

const EMAIL: readonly FieldRule[] = [{ code: 'emailInvalid', holds: isAccountEmail, values: () => ({ most: EMAIL_AT_MOST }) }];

const NEW_PASSWORD: readonly FieldRule[] = [
  {
    code: 'passwordTooShort',
    holds: (password, dto) => codePoints(password) >= policyOf(dto).passwordMinLength,
    values: (dto) => ({ least: policyOf(dto).passwordMinLength }),
  },
  {
    code: 'passwordTooLong',
    holds: (password) => codePoints(password) <= FIELD_NUMBERS.passwordMost,
    values: () => ({ most: FIELD_NUMBERS.passwordMost }),
  },
  { code: 'passwordControlCharacters', holds: (password) => password.isWellFormed() && !/\p{Cc}/u.test(password) },
  { code: 'passwordCommon', holds: (password) => !isGuessedFirst(composed(password)) },
  { code: 'passwordPersonal', holds: (password, dto) => !ownNames(dto).includes(folded(password)) },
];

const PASSWORD_TO_CHECK: FieldRule = {
  code: 'passwordTooLongToCheck',
  holds: (value) => Array.from(value).length <= FIELD_NUMBERS.loginPasswordMost,
  values: () => ({ most: FIELD_NUMBERS.loginPasswordMost }),
};

/** Requires 3 to 20 letters, digits, dots and underscores, a letter first, and no name that a site keeps for itself. */
export const IsUsername = () => applyDecorators(Trimmed(), RuleList(USERNAME));

/** Requires a valid ASCII address of at most 254 characters (RFC 5321 4.5.3.1), 64 before the `@`, no quotes. */
export const IsAccountEmail = () => applyDecorators(Trimmed(), RuleList(EMAIL));

/**
 * Requires a password that may be chosen: length, content and blocklist after NIST SP 800-63B-4 3.1.1.2; no
 * composition rules.
 */
export const IsNewPassword = () => RuleList(NEW_PASSWORD);

/** Requires a value that equals another field of the same form. */
export const IsSameAs = (field: string) =>
  RuleList([{ code: 'passwordsDiffer', holds: (value, dto) => composed(value) === composed(textOf(dto, field)) }]);

/** Accepts a username or address that somebody types to log in: the rules of sign-up do not apply to it. */
export const IsIdentifier = () =>
  applyDecorators(
    Trimmed(),
    RuleList([
      { code: 'identifierMissing', holds: (value) => value !== '' },
      { code: 'identifierTooLong', holds: (value) => value.length <= FIELD_NUMBERS.identifierMost },
    ]),
  );

/** Accepts a password that somebody types to log in: only its length is limited, before any hash is made. */
export const IsPresentPassword = () => RuleList([{ code: 'passwordMissing', holds: (value) => value !== '' }, PASSWORD_TO_CHECK]);

/** Accepts the same, or nothing where another field says something in its place. */
export const IsPresentPasswordUnless = (field: string) =>
  RuleList([{ code: 'passwordMissing', holds: (value, dto) => value !== '' || textOf(dto, field) !== '' }, PASSWORD_TO_CHECK]);

/** Accepts a box that is checked or not: `remember=on` of a form, or a JSON boolean. */
export const IsOptionalCheck = () => RuleList([], { orBoolean: true });

/** Accepts any text, or nothing. */
export const IsOptionalText = () => RuleList([]);

/** Accepts the random id of a form, or nothing: at most 64 characters. */
export const IsFormId = () => RuleList([{ code: 'formIdTooLong', holds: (value) => value.length <= FIELD_NUMBERS.formIdMost }]);

/** Tells whether guessers try the password first. The product's name is on the list too, but has a message of its own. */
function isGuessedFirst(password: string): boolean {
  return folded(password) !== PRODUCT && (isCommonPassword(password) || isPredictablePassword(password));
}

/** Returns what a password may not be: the person's own names, the site's and the product's (ASVS 5.0 6.2.11). */
function ownNames(dto: object): string[] {
  const email = textOf(dto, 'email');
  const names = [textOf(dto, 'username'), email, email.split('@')[0] ?? '', ...policyOf(dto).siteNames, PRODUCT];
  return names.map(folded).filter((name) => name !== '');
}

function folded(text: string): string {
  return composed(text).toLowerCase();
}

/** Counts characters as NIST does: code points, after NFC. */
function codePoints(text: string): number {
  return Array.from(composed(text)).length;
}

/**
 * Returns the NFC of a text, except where it is too long for any rule: composing thousands of combining marks takes a
 * second.
 */
function composed(text: string): string {
  return text.length > COMPOSED_AT_MOST ? text : text.normalize('NFC');
}

function textOf(dto: object, field: string): string {
  const value: unknown = Reflect.get(dto, field);
  return typeof value === 'string' ? value : '';
}
