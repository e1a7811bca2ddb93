import type { Texts } from '../../../src/texts/texts.js';

/** What is not translated yet stays English. */
export const german: Partial<Texts> = {
  loginRequired: 'Bitte melden Sie sich an, um diese Seite zu sehen.',
  invalidCredentials: 'Benutzername oder Passwort ist falsch.',
  passwordTooShort: 'Passwörter müssen mindestens {least} Zeichen haben',
};
