import type { TextsOf } from '../../texts/texts.js';

export const accountDataTexts = {
  exportLink: 'Download a copy of your data',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof accountDataTexts> {}
}
