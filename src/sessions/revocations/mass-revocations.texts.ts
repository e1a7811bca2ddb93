import type { TextsOf } from '../../texts/texts.js';

/** These texts tell an operator what is wrong with a condition. */
export const massRevocationsTexts = {
  revocationBefore: 'Please give a time with its zone, such as 2026-11-30T12:00Z, or now',
  revocationBeforeLater: 'Please give a time that is not later than now: sessions to come would end as they begin',
  revocationRole: 'Please give the name of a role: letters, digits, dots, hyphens and underscores, at most 64',
  revocationRoleUnknown: 'There is no role "{role}"; there are {roles}',
  revocationMethod: 'Please give a method of authentication, such as password, totp or passkey',
  revocationNetwork: 'Please give a network such as 192.0.2.0/24 or 2001:db8::/32, or one address',
  revocationUsersNone: 'The list of accounts is empty: leave it out if you mean all accounts',
  revocationUsersMany: 'Please give at most {most} accounts, or leave the list out',
  revocationUsersUnknown: 'There is no account "{name}", and {more} more of the list are unknown',
  revocationUserUnknown: 'There is no account "{name}"',
  revocationReason: 'Please give a reason of 1 to 500 characters, without control characters',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof massRevocationsTexts> {}
}
