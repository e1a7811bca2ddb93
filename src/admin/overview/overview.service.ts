import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { AuditCounts, type HourCount } from '../../audit/query/audit-counts.js';
import { KeptReading } from '../../cache/kept-reading.js';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { MailBacklog } from '../../mail/mail-backlog.js';
import { Outbox } from '../../mail/outbox.js';
import { SessionCounters } from '../../sessions/record/session-counters.js';
import { type LiveSessionCount, LiveSessions } from './live-sessions.js';

/** Milliseconds. */
const HOUR = 3_600_000;
const HOURS = 24;

/** Whoever asks more often than once in so many milliseconds gets the same figures. */
const KEPT = 5_000;

/** These are the rows of figures, by the name of their event. */
export const COUNTED = {
  signUps: 'registered',
  logins: 'logged-in',
  rememberedLogins: 'remembered-login',
  failedLogins: 'login-failed',
  throttled: 'throttled',
} as const;

export type Counted = keyof typeof COUNTED;
const NAMES = Object.keys(COUNTED) as Counted[];

/** This is what happened in the hour that began at `at`. */
export type CountedHour = { readonly at: string } & Readonly<Record<Counted, number>>;

export interface Overview {
  /** The last 24 hours, the oldest first; the last one is not over yet. */
  readonly hours: readonly CountedHour[];
  readonly totals: Readonly<Record<Counted, number>>;
  /** So many accounts were signed in within the last hour. */
  readonly seenLastHour: number;
  /** Of this instance since its start; one that expires unused ends unseen. */
  readonly sessions: { readonly started: number; readonly ended: number };
  /** On all instances together. */
  readonly liveSessions: LiveSessionCount;
  /** This is null where there is no way to send mail; the oldest has waited for so many seconds. */
  readonly mail: { readonly waiting: number; readonly oldestSeconds: number } | null;
}

const SEEN = `select count(*)::float8 as count from users where last_seen_at >= now() - interval '1 hour'`;

/** Gathers what happens on the site, from the audit log and from what monitoring is told. */
@Injectable()
export class OverviewService {
  private readonly kept = new KeptReading<Overview>(KEPT);

  constructor(
    private readonly em: EntityManager,
    private readonly counts: AuditCounts,
    private readonly liveSessions: LiveSessions,
    private readonly sessions: SessionCounters,
    private readonly backlog: MailBacklog,
    private readonly outbox: Outbox,
  ) {}

  read(now: number = Date.now()): Promise<Overview> {
    return this.kept.get(now, () => this.gather(now));
  }

  private async gather(now: number): Promise<Overview> {
    const from = (Math.floor(now / HOUR) - HOURS + 1) * HOUR;
    const found = await this.counts.byHour(Object.values(COUNTED), new Date(from));
    const liveSessions = await this.liveSessions.count(now);
    const [seen] = await askBound<{ count: number }>(unitOfWork(this.em), SEEN);
    const hours = Array.from({ length: HOURS }, (_, place) => hourOf(found, from + place * HOUR));
    const { started, revoked } = this.sessions;
    return {
      hours,
      totals: eachName((name) => sum(hours.map((hour) => hour[name]))),
      seenLastHour: seen?.count ?? 0,
      liveSessions,
      sessions: { started, ended: sum([...revoked.values()]) },
      mail: this.outbox.isOpen ? await this.mail() : null,
    };
  }

  private async mail(): Promise<Overview['mail']> {
    const { waiting, oldest } = await this.backlog.read();
    return { waiting, oldestSeconds: Math.round(oldest / 1_000) };
  }
}

function hourOf(found: readonly HourCount[], begin: number): CountedHour {
  const own = found.filter(({ at }) => at === begin);
  const counts = eachName((name) => own.find(({ event }) => event === COUNTED[name])?.count ?? 0);
  return { at: new Date(begin).toISOString(), ...counts };
}

function eachName(count: (name: Counted) => number): Record<Counted, number> {
  return Object.fromEntries(NAMES.map((name) => [name, count(name)])) as Record<Counted, number>;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
