import { Controller, Get, Query } from '@nestjs/common';
import { CurrentUser } from '../../auth/access/access.decorators.js';
import { placeOf } from '../../http/requests/list-query.js';
import { page } from '../../http/responses/outcome.js';
import type { Principal } from '../../users/principal/principal.js';
import { isAccountId } from '../../users/user.entity.js';
import { type AuditEntry, AuditLog } from '../query/audit-log.js';
import { ownFacts } from './own-facts.js';
import { HistoryPage, type ShownEvent } from './history.page.js';
import { ToldEvents } from './told-events.js';

/** A page has so many events. */
const SHOWN = 50;

/** Shows people what has happened to their own account. */
@Controller('settings/history')
export class HistoryController {
  constructor(
    private readonly log: AuditLog,
    private readonly told: ToldEvents,
  ) {}

  /** `before` is the `next` of the page before; without it the newest come. */
  @Get()
  async show(@CurrentUser() user: Principal, @Query() query: Record<string, unknown>) {
    const before = placeOf(query, 'before', isAccountId);
    const { entries, next } = await this.log.page({ account: user.id, events: this.told.names }, { before, limit: SHOWN });
    return page(HistoryPage, { events: entries.map(shown), next, isFirst: before === undefined });
  }
}

function shown({ id, at, ...entry }: AuditEntry): ShownEvent {
  return { id, at: at.toISOString(), ...ownFacts(entry) };
}
