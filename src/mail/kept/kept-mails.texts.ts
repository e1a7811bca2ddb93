import type { TextsOf } from '../../texts/texts.js';

/** What the pages of kept mails say, to whoever builds the site. */
export const keptMailsTexts = {
  keptMailsTitle: 'Mails',
  keptMailsWhy:
    'Without MAIL_URL nothing is sent in development: mails are kept in DATA_DIR/mail and shown here, the newest first.',
  keptMailsNone: 'There is none yet.',
  keptMailAsHtml: 'As HTML',
  keptMailRaw: 'The message as it would be sent',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof keptMailsTexts> {}
}
