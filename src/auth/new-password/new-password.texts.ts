import type { TextsOf } from '../../texts/texts.js';

/** These are the texts of a login that asks for a new password. */
export const newPasswordTexts = {
  newPasswordTitle: 'Choose a new password to go on',
  newPasswordReason:
    'The password of your account {username} is not safe any more: it stands in a list of stolen passwords, or this site asks you to change it. All other devices will be logged out.',
  newPasswordButton: 'Save and continue',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof newPasswordTexts> {}
}
