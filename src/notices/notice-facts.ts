import { deviceName } from '../http/client/device-name.js';
import type { VisitorFacts } from '../http/responses/visitor-facts.js';
import { textFor, type Texts } from '../texts/texts.js';

/** This is who caused a notice; null where it was no visitor, such as the operator. */
export type NoticeCause = Pick<VisitorFacts, 'address' | 'userAgent'> | null;

/** A name of these characters is no address that a mail program would make a link of. */
const PLAIN_NAME = /^[\p{L}\p{N} ()-]{1,60}$/u;

/** Returns the lines of a notice that say when it was, from which device and from where. */
export function noticeFacts(at: Date, cause: NoticeCause, texts: Texts): [label: string, value: string][] {
  const iso = at.toISOString();
  const when = textFor(texts, 'deviceTime', { date: iso.slice(0, 10), time: iso.slice(11, 16) });
  if (cause === null) return [[texts.noticeWhen, when]];
  return [
    [texts.noticeWhen, when],
    [texts.noticeDevice, mailedDeviceName(cause.userAgent, texts)],
    [texts.noticeAddress, cause.address],
  ];
}

/** An unknown browser names itself: whoever knows the password could write a line, or a link, into our mail by that. */
function mailedDeviceName(userAgent: string, texts: Texts): string {
  const name = deviceName(userAgent, texts);
  return PLAIN_NAME.test(name) ? name : texts.unknownBrowser;
}
