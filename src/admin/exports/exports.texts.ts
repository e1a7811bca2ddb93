import type { TextsOf } from '../../texts/texts.js';

/** Administrators read this in their own history: somebody else may have used their account. */
export const exportsTexts = {
  historyExportStarted: 'You downloaded a list of accounts or events of this site.',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof exportsTexts> {}
}
