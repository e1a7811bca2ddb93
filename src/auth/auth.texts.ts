import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These are the texts of registration, login and logout. */
export const authTexts = {
  accountCreated: 'Account successfully created. Please log in.',
  loggedOut: 'You have been logged out.',
  loginLink: 'Log in',
  registerLink: 'Register',
  loginTitle: 'Log in',
  identifierLabel: 'Username or email',
  rememberLabel: 'Remember me on this device',
  loginButton: 'Log in',
  noAccountYet: "Don't have an account?",
  registerTitle: 'Register',
  registerHeading: 'Create an account',
  usernameHint: '3 to 20 letters, numbers, dots or underscores, starting with a letter',
  registerButton: 'Register',
  haveAccount: 'Already have an account?',
  confirmTitle: 'Confirm your password',
  confirmYouTitle: 'Confirm that it is you',
  confirmReason: 'You are logged in as {username}. Please enter your password to continue.',
  confirmEitherReason: 'You are logged in as {username}. One of these is enough to continue.',
  confirmCodeReason: 'You are logged in as {username}. This needs your second factor: please enter a code.',
  confirmBothReason: 'You are logged in as {username}. This needs your second factor: please enter your password and a code.',
  confirmPasskeyReason: 'You are logged in as {username}. This needs your second factor: please use your passkey.',
  confirmCodeHint: 'From your authenticator app, or a recovery code',
  confirmByRecoveryCode: 'Use a recovery code',
  confirmByCode: 'Use a code of the app',
  confirmNoFactor: 'This needs a second factor, and your account {username} has none yet.',
  confirmSetUpLink: 'Set up a second factor',
  codeLabel: 'Code',
  recoveryCodeLabel: 'Recovery code',
  codeMissing: 'Please enter a code',
  codeTooLong: 'A code has at most {most} characters',
  confirmButton: 'Confirm',
  logoutTitle: 'Log out',
  logoutHeading: 'Log out?',
} as const;

export const authFlashes = {
  accountCreated: 'success',
  loggedOut: 'info',
} as const satisfies Partial<Record<keyof typeof authTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof authTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof authFlashes> {}
}
