import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SessionStates } from '../../sessions/authentication/session-states.js';
import { AccountEvents } from '../../users/account-events.js';
import type { Principal } from '../../users/principal/principal.js';
import { filterText } from './filter-text.js';

declare module '../../log/security-events.js' {
  interface AccountEventCatalogue {
    'export-started': true;
    'export-ended': true;
  }
}

/** This is a list that somebody takes away as a file. */
export interface Exported<Item> {
  readonly list: 'accounts' | 'events';
  /** These are the fields of the filter as they were typed. */
  readonly typed: Readonly<Record<string, string>>;
  readonly pages: AsyncIterable<readonly Item[]>;
  /** Tells whether somebody may still have it. */
  readonly isAllowed: (user: Principal) => boolean;
}

/**
 * Hands out lists as they come, and writes down who took what: when it begins, because a client that never reads to the end
 * has the data all the same, and when it ends, with the number of rows. A list under way ends before its next page where
 * its reader has lost the role, the session or the account meanwhile: the transfer breaks, so that nobody takes it for whole.
 */
@Injectable()
export class Exports {
  constructor(
    private readonly sessions: SessionStates,
    private readonly events: AccountEvents,
  ) {}

  async *items<Item>(request: Request, { list, typed, pages, isAllowed }: Exported<Item>): AsyncGenerator<Item> {
    const tell = (name: 'export-started' | 'export-ended', what: string): void => {
      const id = request.user?.id;
      this.events.announce(name, { accountId: id, actorId: id, reason: `${list}: ${what}` });
    };
    let [rows, end, isFirst] = [0, ', broken off', true];
    tell('export-started', filterText(typed));
    try {
      for await (const page of pages) {
        if (!isFirst && !(await this.isStillAllowed(request, isAllowed))) {
          end = ', broken off: no longer allowed';
          // An error would be a fault of ours, which alarms an operator.
          request.res?.destroy();
          return;
        }
        isFirst = false;
        for (const item of page) {
          rows += 1;
          yield item;
        }
      }
      end = '';
    } finally {
      tell('export-ended', `${rows} rows${end}`);
    }
  }

  private async isStillAllowed(request: Request, isAllowed: (user: Principal) => boolean): Promise<boolean> {
    const user = await this.sessions.userOf(request);
    return user !== null && isAllowed(user);
  }
}
