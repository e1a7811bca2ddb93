import type { TextsOf } from '../../texts/texts.js';

/** These are the texts of sign-ups whose account begins with a mailed link. */
export const pendingRegistrationTexts = {
  registrationMailSubject: 'Finish your registration',
  registrationMailReason:
    'Somebody has signed up with this address under the name {username}. If that was you, finish by this link.',
  registrationMailLink: 'Finish your registration',
  registrationMailUntil: 'The link works once, until {date}, {time} UTC.',
  registrationMailNotMe: 'If it was not you, open the link and say so, or do nothing: no account begins.',
  registrationOwnerSubject: 'You already have an account',
  registrationOwnerReason: 'Somebody has signed up with this address. You have an account already, and nothing has changed.',
  registrationOwnerForgot: 'If it was you and you have forgotten your password, choose a new one.',
  registrationOwnerLink: 'Choose a new password',
  registrationOwnerIgnore: 'If it was not you, you need not do anything.',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof pendingRegistrationTexts> {}
}
