import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** Why somebody is not signed in any more. */
export const sessionsTexts = {
  sessionExpired: 'Your session has expired. Please log in again.',
  sessionRevoked: 'Your session was ended by its owner. Please log in again.',
  sessionEvicted: 'Your session was ended to make room for a newer one. Please log in again.',
  sessionProtected: 'Your session was ended because it was used from somewhere else. Please log in again.',
} as const;

export const sessionsFlashes = {
  sessionExpired: 'warning',
  sessionRevoked: 'warning',
  sessionEvicted: 'warning',
  sessionProtected: 'danger',
} as const satisfies Partial<Record<keyof typeof sessionsTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof sessionsTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof sessionsFlashes> {}
}
