import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { type AuditEntry, type AuditFilter, AuditLog } from '../../audit/query/audit-log.js';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';

/** This is an event as administrators see it: nothing of it is secret. */
export interface FoundEvent extends Omit<AuditEntry, 'at'> {
  readonly at: string;
  /** These are the usernames of account and actor; null where there is none, or none any more. */
  readonly username: string | null;
  readonly actorUsername: string | null;
}

/** These are events, the newest first. `next` is the place behind the last; null where no more come. */
export interface EventPage {
  readonly events: readonly FoundEvent[];
  readonly next: string | null;
}

/** A streamed answer holds so many events at a time. */
const STREAMED = 250;

const NAMES = `select u.id::text as id, u.username from users u where u.id = any (string_to_array($1, ',')::uuid[])`;

/** Finds events with the names of their accounts: two statements a page, or three where a network is asked for. */
@Injectable()
export class FoundEvents {
  constructor(
    private readonly em: EntityManager,
    private readonly log: AuditLog,
  ) {}

  async page(filter: AuditFilter, before: string | undefined, limit: number): Promise<EventPage> {
    const { entries, next } = await this.log.page(filter, { before, limit });
    const names = await this.namesOf(entries);
    const nameOf = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? null));
    const events = entries.map((entry) => {
      const { account, actor, at } = entry;
      return { ...entry, at: at.toISOString(), username: nameOf(account), actorUsername: nameOf(actor) };
    });
    return { events, next };
  }

  /** Yields all events of this filter, a page of them after the other. */
  async *pages(filter: AuditFilter): AsyncGenerator<readonly FoundEvent[]> {
    for (let before: string | null | undefined; before !== null;) {
      const { events, next }: EventPage = await this.page(filter, before, STREAMED);
      yield events;
      before = next;
    }
  }

  private async namesOf(entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Set(entries.flatMap(({ account, actor }) => [account, actor]).filter((id) => id !== null));
    const rows = await askBound<{ id: string; username: string }>(unitOfWork(this.em), NAMES, [[...ids].join(',')]);
    return new Map(rows.map(({ id, username }) => [id, username]));
  }
}
