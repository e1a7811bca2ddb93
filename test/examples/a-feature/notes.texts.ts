import type { FlashCategory, FlashesOf, TextsOf } from '../../../src/texts/texts.js';

export const notesTexts = {
  notesLink: 'Notes',
  notesSettingsLink: 'Write a note',
  notesRow: 'Notes since',
  noteLength: 'A note has 1 to {most} characters',
  noteKept: 'Your note has been kept.',
} as const;

export const notesFlashes = { noteKept: 'success' } as const satisfies Partial<Record<keyof typeof notesTexts, FlashCategory>>;

declare module '../../../src/texts/texts.js' {
  interface TextCatalogue extends TextsOf<typeof notesTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof notesFlashes> {}
}

declare module '../../../src/log/security-events.js' {
  interface AccountEventCatalogue {
    'note-added': true;
  }
}
