/** Listeners are told of these as of all events of an account. */
export const MAIL_EVENTS = ['mail-sent', 'mail-failed'] as const;

declare module '../log/security-events.js' {
  interface AccountEventCatalogue extends Record<(typeof MAIL_EVENTS)[number], true> {}
}
