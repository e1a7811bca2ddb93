import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These are the texts of passkeys: the page, the buttons, and what a browser could not do. */
export const passkeysTexts = {
  passkeysLink: 'Passkeys',
  passkeysTitle: 'Passkeys',
  passkeysReason:
    'With a passkey you log in by the lock of your device, such as a fingerprint or a PIN, and without a password. No other site can ask for it.',
  passkeysLostTitle: 'If you lose a device',
  passkeysLost:
    'Log in with another passkey or your password, and remove the passkey of that device here: nobody can log in with it then. A second passkey on another device keeps you from being locked out.',
  passkeySynced: 'Synced',
  passkeyBound: 'On one device',
  passkeyBesidePassword: 'Only beside the password',
  passkeyFacts: 'made {made} · last used {used}',
  passkeyFactsUnused: 'made {made} · not used yet',
  passkeyUnnamed: 'Passkey',
  passkeyNewName: 'New name of {name}',
  renamePasskeyButton: 'Rename',
  renamePasskeyName: 'Rename {name}',
  removePasskeyButton: 'Remove',
  removePasskeyName: 'Remove {name}',
  addPasskeyTitle: 'Add a passkey',
  addPasskeyButton: 'Add a passkey',
  passkeyNameLabel: 'Name',
  passkeyNameHint: 'So that you know it again. Without one it is called what your device is.',
  passkeyLoginButton: 'Use a passkey',
  passkeyUseButton: 'Use a passkey',
  passkeyAdded: 'The passkey has been added.',
  passkeyRenamed: 'The passkey has a new name.',
  passkeyRemoved: 'The passkey has been removed. Nobody can log in with it any more.',
  passkeysFull: 'An account has at most {most} passkeys. Remove one that you do not use.',
  passkeyMissing: 'Your browser has sent no passkey. Please try again.',
  passkeyNotAccepted: 'This passkey was not accepted. Please try again.',
  passkeyTaken: 'This passkey belongs to an account already. Please make another one.',
  passkeyNeeded:
    'You have chosen to be asked for a passkey after your password, and without this one you could not log in. Switch that off first, or add another passkey.',
  passkeyNameMissing: 'Please give the passkey a name',
  passkeyNameTooLong: 'A name has at most {most} characters',
  passkeyNameCharacters: 'A name has no control characters',
  passkeyImpossible: 'This browser cannot add a passkey here. It needs JavaScript, and a browser that knows passkeys.',
  passkeyUnusable: 'This browser cannot use a passkey here. It needs JavaScript, and a browser that knows passkeys.',
  passkeyCancelled: 'No passkey was used: it was cancelled, or it took too long.',
  passkeyRegistered: 'There is a passkey for this account already, on this device or in this password manager.',
  passkeyWrongHost: 'Passkeys do not work at this address. Please open the site by its own name.',
  passkeyUnable: 'This device cannot do what a passkey needs here. Please try another one.',
  passkeyInsecure: 'Passkeys need a secure connection, with a certificate that the browser trusts.',
  passkeyFailed: 'The passkey could not be used. Please try again, or log in another way.',
} as const;

export const passkeysFlashes = {
  passkeyAdded: 'success',
  passkeyRenamed: 'success',
  passkeyRemoved: 'success',
} as const satisfies Partial<Record<keyof typeof passkeysTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof passkeysTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof passkeysFlashes> {}
}

declare module '../log/security-events.js' {
  interface AccountEventCatalogue {
    'passkey-added': true;
    'passkey-renamed': true;
    'passkey-removed': true;
    'passkey-cloned': true;
  }
}
