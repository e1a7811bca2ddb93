import { deviceName } from '../../http/client/device-name.js';
import { type TextCode, textFor } from '../../texts/texts.js';
import { Layout } from '../../views/layout.js';
import { ListLink } from '../../views/list-link.js';
import { phrase } from '../../views/phrase.js';
import { type PageContext, view } from '../../views/view.js';
import type { OwnFacts } from './own-facts.js';
import { codeFor } from './told-events.js';

/** This is an event as its person sees it. */
export interface ShownEvent extends OwnFacts {
  readonly id: string;
  readonly at: string;
}

export interface HistoryPageData {
  readonly events: readonly ShownEvent[];
  /** This is what `before` must be for older ones; null where there are none. */
  readonly next: string | null;
  readonly isFirst: boolean;
}

export const HistoryPage = view<HistoryPageData>(
  'History',
  ({ data: { events, next, isFirst }, context: { texts }, context }) => (
    <Layout title={texts.historyTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
      <h1 class="h3 mb-4">{texts.historyHeading}</h1>
      {events.length === 0 && <p>{texts.historyEmpty}</p>}
      <ul class="list-group mb-4">
        {events.map((event) => (
          <Happened key={event.id} happened={event} context={context} />
        ))}
      </ul>
      <p class="d-flex gap-3">
        {!isFirst && <ListLink to="/settings/history" label={texts.historyNewest} />}
        {next !== null && <ListLink to={`/settings/history?before=${next}`} label={texts.historyOlder} />}
      </p>
    </Layout>
  ),
);

function Happened({ happened, context: { texts }, context }: { happened: ShownEvent; context: PageContext }) {
  const { at, count, device } = happened;
  const address = happened.address ?? texts.historyUnknownPlace;
  const when = <Time at={at} context={context} />;
  const facts =
    happened.byAdministrator === true
      ? phrase(texts.historyByAdministrator, { when })
      : device === null
        ? phrase(texts.historyFactsWithoutDevice, { when, address })
        : phrase(texts.historyFacts, { when, address, device: deviceName(device, texts) });
  return (
    <li class="list-group-item">
      {texts[codeFor(happened, texts) as TextCode]}
      {count > 1 && <span class="badge text-bg-secondary ms-2">{textFor(texts, 'historyTimes', { count: String(count) })}</span>}
      <div class="text-body-secondary small">{facts}</div>
    </li>
  );
}

function Time({ at, context: { texts, site } }: { at: string; context: PageContext }) {
  const text = textFor(texts, 'deviceTime', { date: at.slice(0, 10), time: at.slice(11, 16) });
  return (
    // Between Arabic letters digits and dashes would change their places.
    <time dateTime={at} {...(site.direction === 'rtl' && { dir: 'ltr' })}>
      {text}
    </time>
  );
}
