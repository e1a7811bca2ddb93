import type { TextsOf } from '../texts/texts.js';

/** These are the texts that every page of the administration shows. */
export const adminTexts = {
  adminTitle: 'Administration',
  adminNavigation: 'Administration',
  adminOverviewLink: 'Overview',
  adminUsersLink: 'Accounts',
  adminEventsLink: 'Events',
  adminFirstPage: 'First page',
  adminNextPage: 'Next page',
  adminCsv: 'All of these as CSV',
  adminSearchButton: 'Find',
  adminOverviewTitle: 'The last 24 hours',
  adminSignUps: 'Sign-ups',
  adminLogins: 'Logins',
  adminRememberedLogins: 'Remembered logins',
  adminFailedLogins: 'Failed logins',
  adminThrottled: 'Refused for too many tries',
  adminSeenLastHour: '{count} accounts were in use within the last hour.',
  adminLiveSessions: '{count} sessions are live, on all instances together.',
  adminLiveSessionsAbout: 'About {count} sessions are live, on all instances together.',
  adminSessionFigures: 'This instance has begun {started} sessions since its start, and ended {ended}.',
  adminMailWaiting: '{count} mails wait, the oldest for {seconds} seconds.',
  adminChart: '{count} in 24 hours, at most {most} in one of them',
  adminByHour: 'By the hour (UTC)',
  adminHour: 'Hour',
} as const;

declare module '../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof adminTexts> {}
}
