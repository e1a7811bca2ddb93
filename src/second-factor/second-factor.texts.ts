import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These are the texts of what is set up besides a password: the settings, codes, recovery codes. */
export const secondFactorTexts = {
  secondFactorTitle: 'Two-factor authentication',
  secondFactorReason:
    'A password can be guessed, or stolen from another site. With a second factor it is not enough: a login also asks for what only you have.',
  secondFactorLostTitle: 'If you lose your device',
  secondFactorLost:
    'Log in with your password and one of your recovery codes, and set up another app here. Without recovery codes only this site can help, and it has to make sure first that it is you.',
  secondFactorSessions: 'See where you are logged in, and log out other devices',

  codesTitle: 'Codes of an authenticator app',
  codesOff: 'Not set up. An app on your phone or computer shows a code of six digits, and a login asks for it.',
  codesOn: 'Set up {created}, last used {used}.',
  codesSetUp: 'Set up an app',
  codesReplace: 'Use another app',
  codesRemove: 'Remove the codes',
  totpRemoved: 'The codes of your app are not asked for any more.',

  totpTitle: 'Set up an authenticator app',
  totpReason:
    'So that a stolen password is not enough: a login also asks for a code then, which only your app shows. Nothing changes until you enter one here.',
  totpReplaces:
    'Another app takes the place of the one that you have: its codes do not count any more then, and you get new recovery codes. Nothing changes until you enter a code.',
  totpStepApp:
    'Open an authenticator app. Many password managers are one; others are Aegis, Ente Auth, Google Authenticator and Microsoft Authenticator.',
  totpStepScan: 'Scan this picture with the app.',
  totpQrCode: 'The secret for your app, as a picture to scan',
  totpOpenInApp: 'Or open it in an app on this device',
  totpTyped: 'Or type this secret into the app:',
  totpStepCode: 'Enter the code that the app shows now.',
  totpCodeHint: 'Six digits, new every 30 seconds. If they are refused, look whether the clock of your device is right.',
  totpButton: 'Turn on',
  totpIfLost: 'If you lose the device: the next page has recovery codes that let you in without it.',

  recoveryCodesTitle: 'Recovery codes',
  recoveryCodesHeading: 'Keep these recovery codes',
  recoveryCodesReason: 'If you lose your device, one of them takes its place at a login. Each works once.',
  recoveryCodesOnce:
    'They are shown only now. Keep them where you find them without that device: on paper, or in a password manager.',
  recoveryCodesFile: 'Recovery codes of {username} at {site}. Each works once.',
  recoveryCodesDownload: 'Download',
  recoveryCodesCopy: 'Copy',
  recoveryCodesCopied: 'Copied',
  recoveryCodesPrint: 'Print',
  recoveryCodesKept: 'I have kept them',
  recoveryCodesPurpose: 'If you lose your device, one of them takes its place at a login.',
  recoveryCodesNone: 'You have none yet. Make them before you need them.',
  recoveryCodesLeft: 'Left: {left} of 10.',
  recoveryCodesFew: 'You have few left. Make new ones before you need them.',
  recoveryCodesRenew: 'Make new recovery codes',
  recoveryCodesVoid: 'The old ones do not work any more then.',

  passkeyAfterPasswordTitle: 'Passkey after the password',
  passkeyAfterPasswordOn: 'A login by password also asks for one of your passkeys.',
  passkeyAfterPasswordOff:
    'You can log in with a passkey, and also with the password alone. If you want, a login by password asks for one of your passkeys too.',
  passkeyBesideCodes:
    'A login by password asks for a code of your app, or for one of your passkeys in its place. If you want, it goes on asking for a passkey when you remove the codes.',
  passkeyAfterPasswordTurnOn: 'Ask for my passkey after the password',
  passkeysAll: 'See your passkeys, when each was last used, and remove one that is lost',
  passkeyAfterPasswordTurnOff: 'Do not ask for it any more',
  passkeyNeedsMore:
    'If your only passkey were lost, you could not log in. Add a second passkey first, or make recovery codes on this page.',
  passkeyAskedFor: 'From now on a login by password asks for a passkey too.',
  passkeyNotAskedFor: 'A login by password does not ask for a passkey any more.',
} as const;

export const secondFactorFlashes = {
  totpRemoved: 'success',
  passkeyAskedFor: 'success',
  passkeyNotAskedFor: 'success',
} as const satisfies Partial<Record<keyof typeof secondFactorTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof secondFactorTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof secondFactorFlashes> {}
}

declare module '../log/security-events.js' {
  interface AccountEventCatalogue {
    'second-factor-set-up': true;
    'second-factor-removed': true;
    'recovery-codes-renewed': true;
  }
}
