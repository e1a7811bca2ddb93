import type { TextCode } from '../texts/texts.js';

/** This is what a notice says, by the codes of its texts, and what its reader does where it was somebody else. */
interface NoticeTexts {
  readonly subject: TextCode;
  /** Its gaps are `{username}` and the values that the notice was put with. */
  readonly happened: TextCode;
  readonly remedy: TextCode;
  /** The remedy's page. */
  readonly path: string;
  readonly label: TextCode;
}

/** A new password ends all that was begun with the old one, and asks for nothing but the mailbox. */
const RESET = { remedy: 'noticeSomebodyElse', path: '/forgot-password', label: 'noticeResetLink' } as const;

/** Whoever runs the site has done it, so there is nobody to shut out; who wonders asks them. */
const ASK = { remedy: 'noticeAskSite', path: '/', label: 'noticeSiteLink' } as const;
/** A new password does not end a passkey that somebody has added, so people look at the list too. */
const LOOK_AT_PASSKEYS = { remedy: 'noticeLookAtPasskeys', path: '/settings/passkeys', label: 'noticePasskeysLink' } as const;
/** A new password takes no second factor away, so a stranger's stays until the site's operator has looked. */
const STRANGER = { remedy: 'noticeFactorStranger', path: '/forgot-password', label: 'noticeResetLink' } as const;

/** These are the notices of the product. Waiting mails are stored with their names. */
export const NOTICES = {
  passwordChanged: { subject: 'noticePasswordChangedSubject', happened: 'noticePasswordChanged', ...RESET },
  emailChangeRequested: { subject: 'noticeEmailChangeRequestedSubject', happened: 'noticeEmailChangeRequested', ...RESET },
  emailChangeUndone: {
    subject: 'noticeEmailChangeUndoneSubject',
    happened: 'noticeEmailChangeUndone',
    remedy: 'noticeLookAtAccount',
    path: '/login',
    label: 'noticeLoginLink',
  },
  newDevice: { subject: 'noticeNewDeviceSubject', happened: 'noticeNewDevice', ...RESET },
  rememberTheft: { subject: 'noticeRememberTheftSubject', happened: 'noticeRememberTheft', ...RESET },
  wrongCodes: { subject: 'noticeWrongCodesSubject', happened: 'noticeWrongCodes', ...RESET },
  recoveryCodeUsed: { subject: 'noticeRecoveryCodeUsedSubject', happened: 'noticeRecoveryCodeUsed', ...RESET },
  deletionRequested: {
    subject: 'noticeDeletionRequestedSubject',
    happened: 'noticeDeletionRequested',
    remedy: 'noticeComeBack',
    path: '/login',
    label: 'noticeLoginLink',
  },
  accountDisabled: { subject: 'noticeAccountDisabledSubject', happened: 'noticeAccountDisabled', ...ASK },
  accountEnabled: { subject: 'noticeAccountEnabledSubject', happened: 'noticeAccountEnabled', ...ASK },
  signedOutByAdmin: { subject: 'noticeSignedOutByAdminSubject', happened: 'noticeSignedOutByAdmin', ...ASK },
  roleGranted: { subject: 'noticeRolesChangedSubject', happened: 'noticeRoleGranted', ...ASK },
  impersonated: { subject: 'noticeImpersonatedSubject', happened: 'noticeImpersonated', ...ASK },
  roleRevoked: { subject: 'noticeRolesChangedSubject', happened: 'noticeRoleRevoked', ...ASK },
  passkeyAdded: { subject: 'noticePasskeyAddedSubject', happened: 'noticePasskeyAdded', ...LOOK_AT_PASSKEYS },
  passkeyRemoved: { subject: 'noticePasskeyRemovedSubject', happened: 'noticePasskeyRemoved', ...LOOK_AT_PASSKEYS },
  passkeyCloned: {
    subject: 'noticePasskeyClonedSubject',
    happened: 'noticePasskeyCloned',
    remedy: 'noticeRemovePasskey',
    path: '/settings/passkeys',
    label: 'noticePasskeysLink',
  },
  totpSetUp: { subject: 'noticeTotpSetUpSubject', happened: 'noticeTotpSetUp', ...STRANGER },
  totpReplaced: { subject: 'noticeTotpReplacedSubject', happened: 'noticeTotpReplaced', ...STRANGER },
  totpRemoved: { subject: 'noticeTotpRemovedSubject', happened: 'noticeTotpRemoved', ...RESET },
  recoveryCodesRenewed: { subject: 'noticeRecoveryCodesRenewedSubject', happened: 'noticeRecoveryCodesRenewed', ...STRANGER },
  passkeyAskedFor: { subject: 'noticePasskeyAskedForSubject', happened: 'noticePasskeyAskedFor', ...STRANGER },
  passkeyNotAskedFor: { subject: 'noticePasskeyNotAskedForSubject', happened: 'noticePasskeyNotAskedFor', ...RESET },
  secondFactorReset: { subject: 'noticeSecondFactorResetSubject', happened: 'noticeSecondFactorReset', ...RESET },
} as const satisfies Readonly<Record<string, NoticeTexts>>;

export type NoticeName = keyof typeof NOTICES;
