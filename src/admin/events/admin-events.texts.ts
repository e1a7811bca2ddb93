import type { TextsOf } from '../../texts/texts.js';

/** These are the texts of the page on which administrators read the log of events. */
export const adminEventsTexts = {
  adminEventsTitle: 'Events',
  adminEventsNone: 'No event is like that.',
  adminEventsJsonLines: 'All of these as JSON lines',
  adminEventAccount: 'Account',
  adminEventAccountHint: 'A username, an email address, an id, or the pseudonym of an erased account',
  adminEventActor: 'Done by',
  adminEventActorHint: 'The same of who did something to the account of somebody else',
  adminEventName: 'Event',
  adminEventAddress: 'Client address',
  adminEventAddressHint: 'One address, or a network such as 192.0.2.0/24',
  adminEventFrom: 'Since',
  adminEventTo: 'Before',
  adminEventTimeHint: 'Such as 2026-11-30 or 2026-11-30 14:05 (UTC)',
  adminEventTime: 'Time',
  adminEventNobody: 'No account',
  adminEventErased: 'Erased account',
  adminEventDoneBy: 'by {actor}',
  adminEventMore: 'More',
  adminEventDevice: 'Device',
  adminEventSession: 'Session',
  adminEventRequest: 'Request',
  adminEventSeal: 'Seal',
  adminEventId: 'Id of the event',
  adminEventUnknownAccount: 'There is no such account',
  adminEventUnknownName: 'There is no such event',
  adminEventAddressUnreadable: 'Please enter an address, or a network such as 192.0.2.0/24',
  adminEventTimeUnreadable: 'Please enter a day or a time such as 2026-11-30 14:05',
  adminEventTimesReversed: 'Please enter a time after the first one',
} as const;

declare module '../../texts/texts.js' {
  interface ProductTexts extends TextsOf<typeof adminEventsTexts> {}
}
