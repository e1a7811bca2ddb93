import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These are the texts of registration, login and logout. */
export const authTexts = {
  accountCreated: 'Account successfully created. Please log in.',
  loggedOut: 'You have been logged out.',
  loginLink: 'Log in',
  registerLink: 'Register',
} as const;

export const authFlashes = {
  accountCreated: 'success',
  loggedOut: 'info',
} as const satisfies Partial<Record<keyof typeof authTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof authTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof authFlashes> {}
}
