import type { TextsOf } from '../texts/texts.js';

/** These are the texts of the mails that tell people what has happened to their account. */
export const noticesTexts = {
  noticePasswordChangedSubject: 'Your password has been changed',
  noticePasswordChanged: 'The password of your account {username} has been changed. All other devices have been logged out.',
  noticeEmailChangeRequestedSubject: 'Another email address for your account',
  noticeEmailChangeRequested:
    'Somebody who is logged in to your account {username} has asked to give it another email address. Nothing has changed yet.',
  noticeEmailChangeUndoneSubject: 'Your account has its old email address again',
  noticeEmailChangeUndone:
    'The change of the email address of your account {username} has been taken back, by the link that was mailed to the old address.',
  noticeLookAtAccount: 'If it was somebody else, log in and look whether the account is still yours, or ask this site for help.',
  noticeNewDeviceSubject: 'Your account was used on a new device',
  noticeNewDevice: 'Somebody has logged in to your account {username} in a browser that has not been used for it before.',
  noticeRememberTheftSubject: 'A remembered login was used twice',
  noticeRememberTheft:
    'A login of your account {username} that a browser remembers was used in two places. One of them may not be yours, so both have been logged out. It happens without a thief too, when an answer gets lost.',
  noticeWrongCodesSubject: 'Somebody may know your password',
  noticeWrongCodes:
    'Wrong codes have been typed for your account {username} again and again, by somebody who knows its password or uses a device that is logged in.',
  noticeRecoveryCodeUsedSubject: 'A recovery code of your account was used',
  noticeRecoveryCodeUsed: 'One of the recovery codes of your account {username} has been used. It does not work again.',
  noticeDeletionRequestedSubject: 'Your account will be deleted',
  noticeDeletionRequested: 'Your account {username} is closed, as was asked for, and will be deleted on {date}.',
  noticeAccountDisabledSubject: 'Your account has been disabled',
  noticeAccountDisabled:
    'An administrator of this site has disabled your account {username}. Nobody can log in to it until it is enabled.',
  noticeAccountEnabledSubject: 'Your account is enabled again',
  noticeAccountEnabled: 'An administrator of this site has enabled your account {username}. You can log in again.',
  noticeSignedOutByAdminSubject: 'You have been logged out everywhere',
  noticeSignedOutByAdmin:
    'An administrator of this site has logged out all devices of your account {username}. Your password is still the same.',
  noticeRolesChangedSubject: 'What you may do on this site has changed',
  noticeRoleGranted: 'An administrator of this site has given your account {username} the role {role}.',
  noticeRoleRevoked: 'An administrator of this site has taken the role {role} from your account {username}.',
  noticeImpersonatedSubject: 'An administrator is using your account',
  noticeImpersonated:
    'An administrator of this site has begun to act as you in your account {username}, for an hour at most. They cannot see or change your password, and the history of your account shows what is done.',
  noticeAskSite: 'If you did not expect it, ask this site for help.',
  noticeSiteLink: 'Open this site',
  noticePasskeyAddedSubject: 'A passkey was added to your account',
  noticePasskeyAdded: 'Your account {username} has another passkey: whoever holds it can log in without the password.',
  noticePasskeyRemovedSubject: 'A passkey was removed from your account',
  noticePasskeyRemoved: 'A passkey of your account {username} was removed. Nobody can log in with it any more.',
  noticePasskeyClonedSubject: 'There may be a copy of your passkey',
  noticePasskeyCloned:
    'A passkey of your account {username} was used in a way that happens when there are two of it. The login was refused.',
  noticeRemovePasskey: 'If it was not you, somebody may have a copy of it: remove it, and add a new one.',
  noticeLookAtPasskeys:
    'If it was somebody else, remove the passkeys that are not yours, and choose a new password. That logs out everybody who uses your account.',
  noticePasskeysLink: 'Look at your passkeys',
  noticeTotpSetUpSubject: 'Codes of an app protect your account',
  noticeTotpSetUp: 'An authenticator app has been set up for your account {username}. A login asks for its codes from now on.',
  noticeTotpReplacedSubject: 'Another app makes the codes of your account',
  noticeTotpReplaced:
    'Another authenticator app has been set up for your account {username}. The codes of the one before do not count any more, and neither do the old recovery codes.',
  noticeTotpRemovedSubject: 'Codes do not protect your account any more',
  noticeTotpRemoved:
    'The codes of the authenticator app have been removed from your account {username}. A login does not ask for them any more.',
  noticeRecoveryCodesRenewedSubject: 'New recovery codes for your account',
  noticeRecoveryCodesRenewed: 'New recovery codes have been made for your account {username}. The old ones do not work any more.',
  noticePasskeyAskedForSubject: 'Your account asks for a passkey after the password',
  noticePasskeyAskedFor: 'A login by password to your account {username} asks for a passkey too from now on.',
  noticePasskeyNotAskedForSubject: 'Your account does not ask for a passkey after the password',
  noticePasskeyNotAskedFor: 'A login by password to your account {username} does not ask for a passkey any more.',
  noticeSecondFactorResetSubject: 'Your password alone opens your account again',
  noticeSecondFactorReset:
    'This site has taken away all that was set up for your account {username} besides the password: codes of an app, recovery codes, passkeys and trusted devices. All devices have been logged out. Set up a second factor again when you log in.',
  noticeFactorStranger:
    'If it was somebody else, choose a new password now, and ask this site for help: a new password does not take away what somebody else has set up.',
  noticeWhen: 'When',
  noticeDevice: 'Device',
  noticeAddress: 'Address',
  noticeOwnDeed: 'If this was you, there is nothing to do.',
  noticeSomebodyElse: 'If it was somebody else, choose a new password now. That logs out everybody who uses your account.',
  noticeResetLink: 'Choose a new password',
  noticeComeBack: 'If you want to keep it, or it was somebody else who asked, log in before then. Then choose a new password.',
  noticeLoginLink: 'Log in',
} as const;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof noticesTexts> {}
}
