import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the page on which people choose their name and the look of the site. */
export const profileTexts = {
  editProfileLink: 'Change your name and theme',
  editProfileTitle: 'Name and theme',
  displayNameLabel: 'Display name',
  displayNameHint: 'The site calls you so. Leave it empty to be called by your username.',
  displayNameTooLong: 'A name has at most {most} characters',
  displayNameCharacters: 'A name must not contain control characters, nor marks that turn the direction of text',
  themeLabel: 'Theme',
  themeUnknown: 'Please choose one of these',
  themeSystem: 'As on my device',
  themeLight: 'Light',
  themeDark: 'Dark',
  themeContrast: 'High contrast',
  themeSepia: 'Sepia',
  saveProfileButton: 'Save',
  profileSaved: 'Your profile has been saved.',
} as const;

export const profileFlashes = { profileSaved: 'success' } as const satisfies Partial<
  Record<keyof typeof profileTexts, FlashCategory>
>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof profileTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof profileFlashes> {}
}

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'profile-changed': true;
  }
}
