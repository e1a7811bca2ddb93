import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the second step of a login, and of what may come of it. */
export const secondStepTexts = {
  secondStepTitle: 'Second step',
  secondStepReason: 'Your account asks for more than a password. Enter the code that your authenticator app shows.',
  secondStepPasskeyReason: 'Your account asks for more than a password. Use one of your passkeys.',
  secondStepEither: 'Or enter the code that your authenticator app shows.',
  secondStepInPlace: 'Without your passkeys, one of your recovery codes takes their place. Each of them works once.',
  secondStepLost: 'If you do not have your device:',
  secondStepNothingLeft:
    'Without your device and without recovery codes only this site can help, and it has to make sure first that it is you.',
  secondStepRecoveryReason: 'Enter one of your recovery codes. Each of them works once.',
  secondStepButton: 'Continue',
  secondStepToRecovery: 'Use a recovery code',
  secondStepToCode: 'Use a code of the app',
  trustDeviceLabel: 'Trust this device: do not ask for a code here again',
  trustedDevicesTitle: 'Trusted devices',
  trustedDevicesReason:
    'A login on these devices asks for the password alone. If you have lost one, trust none of them any more.',
  trustedDeviceFacts: 'trusted {created} · last used {used}',
  revokeTrustButton: 'Trust none of them any more',
  trustRevoked: 'No device is trusted any more.',
  setUpTitle: 'Set up a second factor to go on',
  setUpReason:
    'This site asks for more than a password, so that a stolen one is not enough. It takes a minute, and an app on your phone or computer.',
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
