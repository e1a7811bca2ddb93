import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the list of sessions. */
export const accountSessionsTexts = {
  sessionEnded: 'That device has been logged out.',
  othersEnded: 'All other devices have been logged out.',
  accountSessionsLink: 'Where you are logged in',
} as const;

export const accountSessionsFlashes = {
  sessionEnded: 'success',
  othersEnded: 'success',
} as const satisfies Partial<Record<keyof typeof accountSessionsTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof accountSessionsTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof accountSessionsFlashes> {}
}
