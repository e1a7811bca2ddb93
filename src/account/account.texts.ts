import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** Of the pages of an account. */
export const accountTexts = {
  passwordWrong: 'This is not your present password',
  passwordUnchanged: 'Please choose a password that you do not use already',
  passwordChanged: 'Your password has been changed. Other devices have been logged out.',
  settingsLink: 'Settings',
  profileLink: 'Profile',
  changePasswordLink: 'Change your password',
} as const;

export const accountFlashes = {
  passwordChanged: 'success',
} as const satisfies Partial<Record<keyof typeof accountTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof accountTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof accountFlashes> {}
}
