import type { FlashCategory, FlashesOf, TextsOf } from '../../texts/texts.js';

/** These are the texts of the pages on which administrators find accounts and act on them. */
export const adminUsersTexts = {
  adminUsersTitle: 'Accounts',
  adminNobody: 'No account is like that.',
  adminSearchLabel: 'Search',
  adminSearchHint: 'The beginning of a name or an email address, or an id',
  adminSort: 'Order',
  adminSortCreated: 'Newest first',
  adminSortUsername: 'By username',
  adminSortLastSeen: 'Seen last first',
  adminState: 'State',
  adminActive: 'Active',
  adminDisabled: 'Disabled',
  adminClosed: 'Closed by its owner',
  adminVerified: 'Email address verified',
  adminUnverified: 'Not verified',
  adminSecondFactor: 'Second factor',
  adminRole: 'Role',
  adminSeenAfter: 'Seen since',
  adminSeenBefore: 'Not seen since',
  adminYes: 'Yes',
  adminNo: 'No',
  adminId: 'Id',
  adminEmail: 'Email address',
  adminDisplayName: 'Display name',
  adminCreated: 'Created',
  adminLastSeen: 'Last seen',
  adminSeen: 'Last seen {date}',
  adminNeverSeen: 'Never seen',
  adminDeleteAt: 'Will be deleted',
  adminDeeds: 'Act on this account',
  adminAllEvents: 'All events of this account',
  adminSessions: 'Sessions',
  adminNoSessions: 'Nobody is logged in.',
  adminTrustedDevices: 'Trusted devices',
  adminDisable: 'Disable',
  adminDisableHint: 'The person is logged out everywhere and cannot log in until the account is enabled. A mail tells them.',
  adminEnable: 'Enable',
  adminEnableHint: 'The person can log in again. A mail tells them.',
  adminSignOut: 'Log out everywhere',
  adminSignOutHint: 'All devices of the person are logged out; the password stays the same. A mail tells them.',
  adminSendReset: 'Send a link for a new password',
  adminSendResetHint: 'The person gets a mail with a link by which they choose a new password. You do not see it.',
  adminResetFactor: 'Take the second factor away',
  adminResetFactorHint:
    'Codes, passkeys, recovery codes and trusted devices of the person are gone, and all devices are logged out: the password alone logs in again. Make sure first that it is the person who asks. A mail tells them.',
  adminGrant: 'Give a role',
  adminGrantHint: 'The role is in force at the next click of the person. A mail tells them.',
  adminRevoke: 'Take a role',
  adminRevokeHint: 'The role is gone at the next click of the person. A mail tells them.',
  adminImpersonate: 'Act as this person',
  adminImpersonateHint:
    'You see and do what the person can, for an hour at most, but nothing that changes how they log in. A mail tells them; the log has both names.',
  adminDelete: 'Delete',
  adminDeleteHint:
    'The account is gone at once, with all that is kept about the person. Nobody can bring it back. A mail tells them.',
  adminDeedHeading: '{deed}: {username}',
  adminReason: 'Reason',
  adminReasonHint: 'It stands in the log of events, beside your name. The person does not see it.',
  adminReasonMissing: 'Please give a reason',
  adminReasonTooLong: 'Please use at most 500 characters',
  adminVersionUnreadable: 'The version must be a number',
  adminRoleMissing: 'Please choose a role',
  adminRoleUnknown: 'There is no such role',
  adminNotOneself: 'You cannot do this to your own account here',
  adminNoMail: 'This account is disabled or closed, and gets no mail',
  adminBackToAccount: 'Back to the account',
  adminDone: 'It is done.',
  noticeAccountRemovedSubject: 'Your account has been deleted',
  noticeAccountRemoved: 'An administrator of this site has deleted your account {username}, with all that was kept about you.',
} as const;

export const adminUsersFlashes = {
  adminDone: 'success',
} as const satisfies Partial<Record<keyof typeof adminUsersTexts, FlashCategory>>;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof adminUsersTexts> {}
  interface FlashCatalogue extends FlashesOf<typeof adminUsersFlashes> {}
}
