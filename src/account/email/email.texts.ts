import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of a change of address, on pages and in mails. */
export const emailTexts = {
  changeEmailLink: 'Change your email address',
  changeEmailTitle: 'Change email address',
  changeEmailHeading: 'Change your email address',
  changeEmailReason: 'Your address is {email}. We will send a link to the new one. Your address changes when you open it.',
  newEmailLabel: 'New email address',
  changeEmailButton: 'Send the link',
  emailUnchanged: 'That is your email address already',
  emailChangeSent: 'We have sent a link to the new address. Your address changes when you open it.',
  confirmEmailTitle: 'Confirm your new address',
  confirmEmailReason: 'The account {username} will have the address {email}. Go on only if this is your account.',
  confirmEmailButton: 'Use this address',
  emailChanged: 'Your email address has been changed.',
  undoEmailTitle: 'Take your address back',
  undoEmailReason:
    'The account {username} will have the address {email} again. Everybody will be logged out, and we will send you a link to choose a new password.',
  undoEmailButton: 'Take it back',
  emailChangeUndone:
    'Your old address is back, and everybody has been logged out. We have sent you a link to choose a new password.',
  emailChangeMailSubject: 'Confirm your new address',
  emailChangeMail: 'Somebody wants the account {username} to have this address. If it was you, open this link and confirm it.',
  emailChangeMailLink: 'Confirm the address',
  emailChangeMailUntil: 'The link works once, until {date}, {time} UTC.',
  emailChangeMailIgnore: 'If it was not you, there is nothing to do: nothing changes.',
  emailTakenMailSubject: 'Somebody wanted to use your address',
  emailTakenMail:
    'Somebody wanted to give this address to another account. It belongs to your account {username}, so nothing has changed.',
  emailTakenMailAdvice: 'If it was you, log in to that account, or use another address for the new one.',
  emailChangedMailSubject: 'Your email address has been changed',
  emailChangedMail: 'Your account {username} has another email address now. This is the last mail about it that comes here.',
  emailChangedMailUndo:
    'If it was somebody else, take your address back. That logs everybody out, and you choose a new password.',
  emailChangedMailLink: 'Take my address back',
} as const;

export const emailFlashes = {
  emailChangeSent: 'info',
  emailChanged: 'success',
  emailChangeUndone: 'success',
} as const satisfies Partial<Record<keyof typeof emailTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof emailTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof emailFlashes> {}
}

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'email-change-requested': true;
    'email-changed': true;
    'email-change-undone': true;
  }
}
