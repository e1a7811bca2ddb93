import type { TextsOf } from '../texts/texts.js';

/** These are the messages of the rules of an account, at its fields. */
export const usersTexts = {
  usernameLength: 'Please provide a valid name: 3 to 20 characters',
  usernameCharacters: 'Usernames must have only letters, numbers, dots or underscores',
  usernameTaken: 'Username already taken',
  emailInvalid: 'Please provide a valid email address',
  emailTaken: 'Email already registered',
  passwordTooShort: 'Passwords must be at least {least} characters long',
  passwordTooLong: 'Passwords must be at most {most} characters long',
  passwordControlCharacters: 'Passwords must not contain control characters',
  passwordCommon: 'This password is too common and easy to guess. Please choose another.',
  passwordBreached: 'This password is known from a data breach of another site, so attackers try it. Please choose another.',
  passwordPersonal: 'Your password must not be your username, your email address or the name of this site',
  passwordsDiffer: 'Passwords must match',
  identifierMissing: 'Please enter your username or email address',
  identifierTooLong: 'This is too long to be a username or email address',
  passwordMissing: 'Please enter your password',
  formIdTooLong: 'This is too long for the id of a form',
  passwordTooLongToCheck: 'This is too long to be a password',
} as const;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof usersTexts> {}
}
