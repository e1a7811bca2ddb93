import { Alert } from '../../views/flash.js';
import { Field, Select } from '../../views/form.js';
import { isRefused, type PageContext, view } from '../../views/view.js';
import { ListLink } from '../../views/list-link.js';
import { AdminPage } from '../admin-page.js';
import { EventRow } from './event-row.js';
import { pathOf } from './event-paths.js';
import type { FoundEvent } from './found-events.js';

export interface EventsPageData {
  readonly events: readonly FoundEvent[];
  /** This is what `after` must be for the page after this one; null after the last. */
  readonly next: string | null;
  readonly isFirst: boolean;
  /** This is the query of this list, without `after`. */
  readonly query: string;
  /** These are the names that an event can have. */
  readonly names: readonly string[];
}

export const EventsPage = view<EventsPageData>('Events', ({ data, context }) => {
  const { texts, form } = context;
  return (
    <AdminPage title={texts.adminEventsTitle} under="/admin/events" context={context}>
      <h1 class="h3 mb-4">{texts.adminEventsTitle}</h1>
      <Search names={data.names} context={context} />
      {!isRefused(form) && <Found data={data} context={context} />}
    </AdminPage>
  );
});

/** Every field may stay empty; sent by GET, the search is an address that can be kept. */
function Search({ names, context }: { names: readonly string[]; context: PageContext }) {
  const { texts, form } = context;
  const common = { optional: true, autocomplete: 'off', context } as const;
  const { event = '' } = form.values;
  // A name that is refused is what was asked for all the same.
  const choices = event === '' || names.includes(event) ? names : [event, ...names];
  return (
    <form method="get" action="/admin/events" class="sheet mb-4" role="search" novalidate>
      <Alert text={isRefused(form) ? texts.validationFailed : undefined} />
      <div class="row">
        <div class="col-12 col-md-6">
          <Field name="account" label={texts.adminEventAccount} hint={texts.adminEventAccountHint} {...common} />
          <Field name="actor" label={texts.adminEventActor} hint={texts.adminEventActorHint} {...common} />
          <Select
            name="event"
            label={texts.adminEventName}
            choices={choices.map((value) => ({ value, label: value }))}
            optional
            context={context}
          />
        </div>
        <div class="col-12 col-md-6">
          <Field name="address" label={texts.adminEventAddress} hint={texts.adminEventAddressHint} {...common} />
          <Field name="from" label={texts.adminEventFrom} hint={texts.adminEventTimeHint} {...common} />
          <Field name="to" label={texts.adminEventTo} hint={texts.adminEventTimeHint} {...common} />
        </div>
      </div>
      <button class="btn btn-primary w-100" type="submit">
        {texts.adminSearchButton}
      </button>
    </form>
  );
}

/** Shows a page of events. */
function Found({ data: { events, next, isFirst, query }, context }: { data: EventsPageData; context: PageContext }) {
  const { texts } = context;
  return (
    <>
      {events.length === 0 ? (
        <p>{texts.adminEventsNone}</p>
      ) : (
        <ul class="list-group mb-3">
          {events.map((event) => (
            <EventRow key={event.id} event={event} context={context} />
          ))}
        </ul>
      )}
      <p class="d-flex flex-wrap gap-3">
        {!isFirst && <ListLink to={pathOf(query)} label={texts.adminFirstPage} />}
        {next !== null && <ListLink to={pathOf(query, ['after', next])} label={texts.adminNextPage} rel="next" />}
        {events.length > 0 && <ListLink to={pathOf(query, ['format', 'csv'])} label={texts.adminCsv} />}
        {events.length > 0 && <ListLink to={pathOf(query, ['format', 'jsonl'])} label={texts.adminEventsJsonLines} />}
      </p>
    </>
  );
}
