import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the second step of a login, and of what may come of it. */
export const secondStepTexts = {
  secondStepTitle: 'Second step',
  secondStepReason: 'Enter the code that your authenticator app shows.',
  secondStepRecoveryReason: 'Enter one of your recovery codes. Each of them works once.',
  secondStepButton: 'Continue',
  secondStepToRecovery: 'Use a recovery code',
  secondStepToCode: 'Use a code of the app',
  trustDeviceLabel: 'Trust this device: do not ask for a code here again',
  trustedDevicesTitle: 'Trusted devices',
  trustedDevicesReason: 'A login on these devices asks for the password alone.',
  revokeTrustButton: 'Trust none of them any more',
  trustRevoked: 'No device is trusted any more.',
  setUpTitle: 'Set up a second factor to go on',
  setUpReason: 'This site asks for more than a password. It takes a minute, and your phone.',
  tooManyWrongCodes: 'That was the wrong code too often. Please log in again.',
  fewRecoveryCodes: 'You have only a few recovery codes left. Please make new ones.',
} as const;

export const secondStepFlashes = {
  trustRevoked: 'success',
  tooManyWrongCodes: 'warning',
  fewRecoveryCodes: 'info',
} as const satisfies Partial<Record<keyof typeof secondStepTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof secondStepTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof secondStepFlashes> {}
}

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'second-factor-failed': true;
    'recovery-code-used': true;
    'device-trusted': true;
    'trusted-devices-revoked': true;
  }
}
