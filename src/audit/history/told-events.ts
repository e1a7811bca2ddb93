import { Injectable } from '@nestjs/common';
import { Features } from '../../features/features.js';
import { SECURITY_EVENTS } from '../../log/security-events.js';

/** Knows which events people are told of in their history: those that have a text, a team's too. */
@Injectable()
export class ToldEvents {
  readonly names: readonly string[];

  constructor({ events, texts }: Features) {
    this.names = [...SECURITY_EVENTS, ...events].filter((name) => Object.hasOwn(texts, codeOf(name)));
  }
}

/** Returns the code of the text for this event, such as `historyLoggedIn` for `logged-in`. */
export function codeOf(event: string): string {
  return `history-${event}`.replaceAll(/-(\w)/g, (_hyphen, letter: string) => letter.toUpperCase());
}
