import { english, type Texts } from '../../../src/views/texts.js';

/** What is not translated yet stays English. */
export const german: Texts = {
  ...english,
  loginRequired: 'Bitte melden Sie sich an, um diese Seite zu sehen.',
  invalidCredentials: 'Benutzername oder Passwort ist falsch.',
  passwordTooShort: 'Passwörter müssen mindestens {least} Zeichen haben',
};
