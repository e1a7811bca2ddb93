import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These texts tell people why they are not signed in any more. */
export const sessionsTexts = {
  sessionExpired: 'Your session has expired. Please log in again.',
  sessionRevoked: 'You were logged out from another device. Please log in again.',
  sessionEvicted: 'You were logged out because you are logged in on too many devices. Please log in again.',
  sessionProtected: 'You were logged out because your session was used from somewhere else. Please log in again.',
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
