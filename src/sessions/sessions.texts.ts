import type { FlashCategory, FlashesOf, TextsOf } from '../texts/texts.js';

/** These texts tell people why they are not signed in any more. */
export const sessionsTexts = {
  sessionExpired: 'Your session has expired. Please log in again.',
  sessionRevoked: 'You were logged out from another device. Please log in again.',
  sessionEvicted: 'You were logged out because you are logged in on too many devices. Please log in again.',
  sessionProtected: 'You were logged out because your session was used from somewhere else. Please log in again.',
  sessionMassRevoked: 'You were logged out by the operator of this site. Please log in again.',
  sessionMassRevokedBecause: 'You were logged out by the operator of this site: {reason}',
  impersonationOver: 'You no longer act as another person.',
  accountClosed: 'Your account is closed and will be deleted. If you want to keep it, log in before that.',
  accountRemoved: 'Your account has been deleted.',
  deletionCancelled: 'Your account is yours again. It will not be deleted.',
} as const;

export const sessionsFlashes = {
  sessionExpired: 'warning',
  sessionRevoked: 'warning',
  sessionEvicted: 'warning',
  sessionProtected: 'danger',
  sessionMassRevoked: 'warning',
  sessionMassRevokedBecause: 'warning',
  impersonationOver: 'info',
  accountClosed: 'warning',
  accountRemoved: 'warning',
  deletionCancelled: 'success',
} as const satisfies Partial<Record<keyof typeof sessionsTexts, FlashCategory>>;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof sessionsTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof sessionsFlashes> {}
}
