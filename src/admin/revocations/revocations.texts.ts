import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the page on which administrators end the sessions of many people. */
export const revocationsTexts = {
  adminRevocationsLink: 'Mass revocation',
  adminRevocationsTitle: 'Mass revocation',
  adminRevocationsIntro:
    'Ends every session and every remembered device that fits all that you say here. Nobody can take it back; people log in again.',
  adminRevocationBefore: 'Began before',
  adminRevocationBeforeHint: 'A time with its zone, such as 2026-11-30T12:00Z, or now',
  adminRevocationMethod: 'Logged in by',
  adminRevocationMethodHint: 'password, totp, passkey, recovery-code, email; empty for every one',
  adminRevocationAddress: 'Network',
  adminRevocationAddressHint: 'Such as 192.0.2.0/24, or one address',
  adminRevocationUsersHint: 'One username, email address or id on each line; empty for all accounts',
  adminRevocationReasonHint: 'The people are told this when they come back.',
  adminRevocationCount: 'Count what would end',
  adminRevocationEnd: 'End these sessions',
  adminRevocationCounted:
    '{sessions} sessions and {series} remembered devices would end, of {accounts} accounts that were looked at. Nothing was done.',
  adminRevocationCountedPart:
    'Counting was stopped after {seconds} seconds: {sessions} sessions and {series} remembered devices so far, of {accounts} accounts that were looked at. There are more accounts. Nothing was done.',
  adminRevocationOwn: 'Your own session is one of them: it ends too, and you log in again.',
  adminRevocationNotOwn: 'Your own session goes on.',
  adminRevocationDone: 'It is done, on every instance within a second.',
  adminRevocationDoneOwn: 'It is done. Your own session has ended with the others.',
  adminRevocationUnannounced: 'The message to the other instances failed. They know it within half a minute.',
  adminRevocationsKept: 'Revocations so far',
  adminRevocationsNone: 'There is none.',
  adminRevocationNoReason: 'Without a reason',
  adminRevocationInForce: 'In force',
  adminRevocationOver: 'Over',
  adminRevocationBy: 'By',
  adminRevocationByOperator: 'The operator, at the console',
  adminRevocationByNobody: 'An account that is gone',
  adminRevocationAt: 'Made',
  adminRevocationUntil: 'Kept until',
  adminRevocationBeforehand: 'Counted beforehand',
  adminRevocationBeforehandCounts: '{sessions} sessions, {series} remembered devices',
  adminRevocationNotCounted: 'Not counted',
} as const;

export const revocationsFlashes = {
  adminRevocationDone: 'success',
  adminRevocationDoneOwn: 'success',
  adminRevocationUnannounced: 'info',
} as const satisfies Partial<Record<keyof typeof revocationsTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof revocationsTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof revocationsFlashes> {}
}
