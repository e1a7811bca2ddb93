import type { TextsOf } from '../texts/texts.js';

/** What the rules of an account say at its fields. */
export const usersTexts = {
  usernameLength: 'Please provide a valid name',
  usernameCharacters: 'Usernames must have only letters, numbers, dots or underscores',
  usernameTaken: 'Username already taken',
  emailInvalid: 'Please provide a valid email address',
  emailTaken: 'Email already registered',
  passwordTooShort: 'Passwords must have at least {least} characters',
  passwordTooLong: 'Passwords must have at most {most} characters',
  passwordControlCharacters: 'Passwords must not contain control characters',
  passwordCommon: 'This password is commonly used and easy to guess. Please choose another one',
  passwordPersonal: 'Passwords must not be your name, your email address or the name of this site',
  passwordsDiffer: 'Passwords must match',
  identifierMissing: 'Please enter your username or email address',
  identifierTooLong: 'This is too long for a username or an email address',
  passwordMissing: 'Please enter your password',
  passwordTooLongToCheck: 'This is too long for a password',
} as const;

declare module '../texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof usersTexts> {}
}
