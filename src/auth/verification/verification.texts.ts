import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts about the proof of an address. */
export const verificationTexts = {
  verifyEmailTitle: 'Verify your email address',
  verifyEmailGuest: 'Look into your mail: it has a link by which you verify your address, and go on.',
  verifyEmailMailed: 'Open the link in the mail that we have sent to {email}.',
  verifyEmailSpam: 'If it has not come after some minutes, look into the spam folder, or have it sent again.',
  verifyEmailResend: 'Send the mail again',
  verifyEmailResent: 'The mail is on its way again. It may take some minutes.',
  verifyEmailNewLink: 'Get a new link to verify your address',
  verifyEmailProven: 'Your address {email} is verified.',
  verifyEmailGoOn: 'Continue',
  verifyEmailQuestion: 'Is the account {username} yours, and is {email} your address?',
  verifyEmailPassword: 'This browser is not logged in to the account, so please enter its password.',
  verifyEmailButton: 'Yes, both are mine',
  verifyPasswordWrong: 'That is not the password of this account',
  notMeReason: 'If somebody else has signed up with your address, remove the account: your address is free again then.',
  notMeButton: 'I have not made this account',
  emailVerified: 'Your email address is verified.',
  accountDisowned: 'The account has been removed, and your address is free again.',
  verificationMailed: 'We have sent you a mail. Please open its link to verify your address.',
  verificationBanner: 'Your email address is not verified yet.',
  verificationBannerLink: 'Verify it now',
  verifyMailSubject: 'Verify your email address',
  verifyMailReason: 'An account called {username} has been made with this address. If it is yours, open this link to verify it.',
  verifyMailLink: 'Verify the address',
  verifyMailUntil: 'The link works once, until {date}, {time} UTC.',
  verifyMailNotMe: 'If you have not made this account, open the link too: its page has a button that removes the account.',
} as const;

export const verificationFlashes = {
  verifyEmailResent: 'info',
  emailVerified: 'success',
  accountDisowned: 'success',
  verificationMailed: 'info',
} as const satisfies Partial<Record<keyof typeof verificationTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof verificationTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof verificationFlashes> {}
}

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'email-verified': true;
  }
}
