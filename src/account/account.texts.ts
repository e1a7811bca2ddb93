import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These are the texts of the pages of an account. */
export const accountTexts = {
  passwordWrong: 'That is not your current password',
  passwordUnchanged: 'Please choose a password different from your current one',
  passwordChanged: 'Your password has been changed. You have been logged out on all other devices.',
  settingsLink: 'Settings',
  profileLink: 'Profile',
  changePasswordLink: 'Change your password',
  profileTitle: 'Profile',
  memberSince: 'Member since',
  settingsTitle: 'Settings',
  loggedInAs: 'Logged in as',
  changePasswordTitle: 'Change password',
  changePasswordHeading: 'Change your password',
  currentPasswordLabel: 'Current password',
  newPasswordLabel: 'New password',
  confirmNewPasswordLabel: 'Confirm new password',
  changePasswordButton: 'Change password',
  otherDevicesNote: 'You will be logged out on all other devices.',
} as const;

export const accountFlashes = {
  passwordChanged: 'success',
} as const satisfies Partial<Record<keyof typeof accountTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof accountTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof accountFlashes> {}
}
