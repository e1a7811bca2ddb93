import { Injectable } from '@nestjs/common';
import { Features } from '../../features/features.js';
import { SECURITY_EVENTS } from '../../log/security-events.js';
import type { OwnFacts } from './own-facts.js';

/** Knows which events people are told of in their history: those that have a text, a team's too. */
@Injectable()
export class ToldEvents {
  readonly names: readonly string[];

  constructor({ events, texts }: Features) {
    this.names = [...SECURITY_EVENTS, ...events].filter((name) => Object.hasOwn(texts, codeOf(name)));
  }
}

/**
 * Returns the code of the text for an event as its person is told of it. Where an administrator did it, a text of its own may
 * say more, such as `historySessionRevokedByAdministrator`.
 */
export function codeFor({ event, byAdministrator }: Pick<OwnFacts, 'event' | 'byAdministrator'>, texts: object): string {
  const code = codeOf(event);
  const own = `${code}ByAdministrator`;
  return byAdministrator === true && Object.hasOwn(texts, own) ? own : code;
}

/** Returns the code of the text for this event, such as `historyLoggedIn` for `logged-in`. */
export function codeOf(event: string): string {
  return `history-${event}`.replaceAll(/-(\w)/g, (_hyphen, letter: string) => letter.toUpperCase());
}
