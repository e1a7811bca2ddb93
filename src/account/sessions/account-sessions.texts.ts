import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the list of sessions. */
export const accountSessionsTexts = {
  sessionEnded: 'That device has been logged out.',
  othersEnded: 'All other devices have been logged out.',
  accountSessionsLink: 'Where you are logged in',
  sessionsTitle: 'Sessions',
  sessionsHeading: 'Where you are logged in',
  revokeOthersButton: 'Log out all other devices',
  revokeButton: 'Log out',
  revokeName: 'Log out {device}',
  thisDevice: 'This device',
  rememberedDevice: 'Remembered',
  impersonatedDevice: 'An administrator of this site',
  impersonatedDeviceFacts: 'acts as you · since {since} · last active {lastSeen}',
  deviceFacts: '{ip} · logged in {since} · last active {lastSeen}',
} as const;

export const accountSessionsFlashes = {
  sessionEnded: 'success',
  othersEnded: 'success',
} as const satisfies Partial<Record<keyof typeof accountSessionsTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof accountSessionsTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof accountSessionsFlashes> {}
}
