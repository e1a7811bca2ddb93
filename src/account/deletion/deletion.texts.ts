import type { TextsOf } from '../../texts/texts.js';

export const deletionTexts = {
  deletionLink: 'Delete your account',
  deletionTitle: 'Delete account',
  deletionHeading: 'Delete your account',
  deletionNow: 'Your account is closed at once: you are logged out everywhere and get no more mail.',
  deletionLater: 'On {date} at {time} UTC it is deleted for good, with all that is kept about you.',
  deletionReturn: 'Until then you bring it back by logging in.',
  deletionAtOnce: 'It is deleted for good, with all that is kept about you. Nobody can bring it back.',
  deletionName: 'Nobody else gets your username for 90 days after that.',
  deletionUsernameLabel: 'Your username',
  deletionUsernameHint: 'Type {username} to confirm.',
  deletionUsernameDiffers: 'Please type your own username',
  deletionButton: 'Delete my account',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof deletionTexts> {}
}
