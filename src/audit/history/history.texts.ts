import type { TextsOf } from '../../texts/texts.js';

/**
 * These are the texts of a person's own history. An event is shown where its name, in this spelling, has a text: a team's
 * `note-added` where the team brings `historyNoteAdded`.
 */
export const historyTexts = {
  historyLink: 'What happened to your account',
  historyTitle: 'History',
  historyHeading: 'What happened to your account',
  historyEmpty: 'Nothing has happened yet.',
  historyOlder: 'Older',
  historyNewest: 'Newest',
  historyUnknownPlace: 'Unknown address',
  historyFacts: '{when} · {address} · {device}',
  historyFactsWithoutDevice: '{when} · {address}',
  historyByAdministrator: '{when} · by an administrator of this site',
  historyTimes: '{count} times',
  historyRegistered: 'The account was created.',
  historyLoggedIn: 'You logged in.',
  historyLoginFailed: 'Somebody tried to log in with a wrong password.',
  historyLoggedOut: 'You logged out.',
  historyLoginConfirmed: 'You entered your password again.',
  historyRememberedLogin: 'A browser that was remembered logged in.',
  historyRememberTheftDetected: 'A remembered login was used twice, and may have been stolen. It was ended.',
  historySessionProtected: 'A session was used by another device. It asks for the password again.',
  historySessionRevoked: 'A device was logged out.',
  historySessionEvicted: 'A device was logged out, because there were too many.',
  historySessionExpired: 'A device was logged out, because it had been idle for too long.',
  historyPasswordChanged: 'The password was changed.',
  historyPasswordResetRequested: 'Somebody asked for a link for a new password.',
  historyPasswordReset: 'The password was replaced by a mailed link.',
  historyThrottled: 'Tries were refused, because there were too many.',
  historyUserDisabled: 'The account was disabled.',
  historyUserEnabled: 'The account was enabled.',
  historyEmailVerified: 'The email address was verified.',
  historyEmailChangeRequested: 'A change of the email address was asked for.',
  historyEmailChanged: 'The email address was changed.',
  historyEmailChangeUndone: 'The change of the email address was taken back.',
  historyProfileChanged: 'The profile was changed.',
  historyDeletionRequested: 'The account was closed, to be deleted.',
  historyImpersonationStarted: 'An administrator of this site began to act as you.',
  historyImpersonationEnded: 'The administrator no longer acts as you.',
  historyDeletionCancelled: 'The account was opened again and will not be deleted.',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof historyTexts> {}
}
