import { EntityManager } from '@mikro-orm/core';
import { Injectable } from '@nestjs/common';
import { askBound } from '../../database/bound-query.js';
import { unitOfWork } from '../../database/unit-of-work.js';
import { firstIdOf } from '../rows/event-id.js';

/** This is how often an event came in the hour that began at `at`, in milliseconds since 1970. */
export interface HourCount {
  readonly event: string;
  readonly at: number;
  readonly count: number;
}

/**
 * The index by event and id, which begins with the time, has these rows side by side for each event. Only the hours that
 * were counted are turned into numbers: of every row that would cost more than all the rest.
 */
export const BY_HOUR = `select event, extract(epoch from hour)::float8 * 1000 as at, count::float8 from (
  select e.event, date_bin('1 hour', e.at, timestamptz 'epoch') as hour, sum(e.count) as count
  from audit_events e where e.event = any (string_to_array($1, ',')) and e.id >= $2::text::uuid group by 1, 2) as hours`;

/** Counts events by the hour. */
@Injectable()
export class AuditCounts {
  constructor(private readonly em: EntityManager) {}

  /** Returns the hours since `from` in which one of these events came, in no order. */
  byHour(events: readonly string[], from: Date): Promise<HourCount[]> {
    return askBound<HourCount>(unitOfWork(this.em), BY_HOUR, [events.join(','), firstIdOf(from.getTime())]);
  }
}
