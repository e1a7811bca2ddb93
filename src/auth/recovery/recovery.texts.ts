import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts for people who have forgotten their password. */
export const recoveryTexts = {
  forgotPasswordLink: 'Forgot your password?',
  forgotPasswordTitle: 'Forgot your password?',
  forgotPasswordReason: 'Enter the email address of your account. We will send you a link by which you choose a new password.',
  forgotPasswordButton: 'Send the link',
  resetLinkSent: 'If an account has this address, we have sent it a link.',
  resetPasswordTitle: 'Choose a new password',
  resetPasswordReason: 'This is for your account {username}. It will be logged out on all devices.',
  resetPasswordButton: 'Save the new password',
  passwordReset: 'Your password has been changed. Please log in.',
  resetNewLink: 'Get a new link to choose a password',
  resetMailSubject: 'Choose a new password',
  resetMailReason:
    'Somebody has asked for a new password for the account {username}. If it was you, open this link and choose one.',
  resetMailLink: 'Choose a new password',
  resetMailUntil: 'The link works once, until {date}, {time} UTC.',
  resetMailIgnore: 'If it was not you, there is nothing to do: your password stays as it is.',
} as const;

export const recoveryFlashes = {
  resetLinkSent: 'info',
  passwordReset: 'success',
} as const satisfies Partial<Record<keyof typeof recoveryTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof recoveryTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof recoveryFlashes> {}
}

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'password-reset-requested': true;
    'password-reset': true;
  }
}
