import type { TextsOf } from '../texts/texts.js';

/** These are the texts of the links to a team's pages. */
export const pagesTexts = {
  dashboardLink: 'Dashboard',
} as const;

declare module '../texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof pagesTexts> {}
}
