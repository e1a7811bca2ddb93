import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These texts tell a person why a device is not remembered any more. */
export const rememberMeTexts = {
  rememberTheft: 'Your remembered login was used elsewhere, or an answer got lost. Please log in again.',
} as const;

export const rememberMeFlashes = {
  rememberTheft: 'danger',
} as const satisfies Partial<Record<keyof typeof rememberMeTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof rememberMeTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof rememberMeFlashes> {}
}
