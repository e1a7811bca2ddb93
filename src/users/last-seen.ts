import { EntityManager } from '@mikro-orm/core';
import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { askBound } from '../database/bound-query.js';
import { unitOfWork } from '../database/unit-of-work.js';
import { unlessOutage } from '../outages/outage.js';
import { isAccountId } from './user.entity.js';

/** Milliseconds: an account is noted once in this time, and what was noted is written once in the other. */
const NOTED_EVERY = 3_600_000;
const WRITTEN_EVERY = 10_000;

/** So many accounts are remembered as noted, and written by one statement; those of a busier hour are written once more. */
const REMEMBERED = 200_000;
const AT_ONCE = 1_000;

/**
 * The version stays, because nothing that a session knows of the account has changed. A row that somebody is changing
 * is left alone: nobody waits for this, and the next hour notes it.
 */
const WRITE = `update users set last_seen_at = now() where id in (
  select id from users where id = any (string_to_array($1, ',')::uuid[]) and last_seen_at < now() - interval '55 minutes'
  order by id for update skip locked)`;

/**
 * Notes when accounts were last seen, to the hour, for administrators who look for accounts that nobody uses. No request
 * waits for it: accounts are written together, a few seconds later. A process that is killed loses those seconds, and an
 * outage of PostgreSQL what it lasts.
 */
@Injectable()
export class LastSeen implements OnModuleInit, BeforeApplicationShutdown {
  private readonly waiting = new Set<string>();
  private readonly noted = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly em: EntityManager) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.write().catch(() => undefined), WRITTEN_EVERY).unref();
  }

  /** Requests have ended by now, and the database closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** Notes that the person behind this account is here. */
  note(accountId: string): void {
    const now = Date.now();
    if (now - (this.noted.get(accountId) ?? -Infinity) < NOTED_EVERY || !isAccountId(accountId)) return;
    if (this.noted.size >= REMEMBERED) this.noted.clear();
    this.noted.set(accountId, now);
    this.waiting.add(accountId);
  }

  /** Writes all that was noted; in an outage it drops it. */
  async write(): Promise<void> {
    while (this.waiting.size > 0) {
      const ids = [...this.waiting].slice(0, AT_ONCE);
      for (const id of ids) this.waiting.delete(id);
      await askBound(unitOfWork(this.em), WRITE, [ids.join(',')]).catch(unlessOutage);
    }
  }
}
