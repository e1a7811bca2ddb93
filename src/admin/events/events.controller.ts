import { Controller, Get, Query, Req } from '@nestjs/common';
import type { Request } from 'express';
import { FreshLogin, SecondFactor } from '../../auth/access/access.decorators.js';
import { oneOf, placeOf, textOf } from '../../http/requests/list-query.js';
import { onPage } from '../../http/requests/on-page.js';
import { csvFile } from '../../http/responses/csv.js';
import { jsonLinesFile } from '../../http/responses/json-lines.js';
import { page } from '../../http/responses/outcome.js';
import { Permissions } from '../../roles/permissions.service.js';
import { Roles } from '../../roles/roles.decorators.js';
import type { Principal } from '../../users/principal/principal.js';
import { isAccountId } from '../../users/user.entity.js';
import { Exports } from '../exports/exports.service.js';
import { type EventSearch, EventSearches } from './event-search.js';
import { csvLines } from './events-csv.js';
import { EventsPage } from './events.page.js';
import { type FoundEvent, FoundEvents } from './found-events.js';

/** A page has so many events. */
const SHOWN = 50;

/** Shows administrators what has happened: the audit log, by pages or as a file. */
@Controller('admin/events')
@Roles('admin')
@FreshLogin()
@SecondFactor({ onlyIfSetUp: true })
export class EventsController {
  constructor(
    private readonly searches: EventSearches,
    private readonly found: FoundEvents,
    private readonly exports: Exports,
    private readonly permissions: Permissions,
  ) {}

  /** `format` has all events of the filter as a file, the newest first. */
  @Get()
  list(@Query() query: Record<string, unknown>, @Req() request: Request) {
    // A page begins behind the event of this id.
    const before = placeOf(query, 'after', isAccountId);
    const format = oneOf(['csv', 'jsonl'], 'format', textOf(query, 'format') || undefined);
    const nothing = { events: [], next: null, isFirst: true, query: '', names: this.searches.names };
    return onPage(
      EventsPage,
      () => nothing,
      async () => {
        const search = await this.searches.read(query);
        if (format === 'csv') return csvFile('events.csv', csvLines(this.exported(search, request)));
        if (format === 'jsonl') return jsonLinesFile('events.jsonl', this.exported(search, request));
        return this.pageOf(search, before);
      },
    );
  }

  private exported({ filter, typed }: EventSearch, request: Request): AsyncIterable<FoundEvent> {
    const isAllowed = (user: Principal): boolean => this.permissions.has(user, 'admin');
    return this.exports.items(request, { list: 'events', typed, pages: this.found.pages(filter), isAllowed });
  }

  private async pageOf({ filter, typed }: EventSearch, before: string | undefined) {
    const { events, next } = await this.found.page(filter, before, SHOWN);
    const query = new URLSearchParams(typed).toString();
    const data = { events, next, isFirst: before === undefined, query, names: this.searches.names };
    return page(EventsPage, data, { json: { events, next }, values: typed });
  }
}
