import { Layout } from './layout.js';
import { type TextCode, textFor } from '../texts/texts.js';
import type { PageLink } from './links.js';
import { view } from './view.js';

export interface ErrorPageData {
  readonly status: number;
  /** This is the code of a text, or a text itself. */
  readonly text: string;
  readonly requestId: string;
  /** These fill the gaps of the text. */
  readonly values?: Readonly<Record<string, string>>;
  /** These pages lead on. */
  readonly ways?: readonly PageLink[];
}

const HEADINGS: Readonly<Record<number, TextCode>> = {
  400: 'unreadableHeading',
  403: 'forbiddenHeading',
  404: 'notFoundHeading',
  405: 'methodHeading',
  409: 'conflictHeading',
  410: 'linkInvalidHeading',
  413: 'tooLargeHeading',
  414: 'addressHeading',
  415: 'formatHeading',
  417: 'expectationHeading',
  422: 'unreadableHeading',
  429: 'tooManyRequestsHeading',
  500: 'internalErrorHeading',
  503: 'unavailableHeading',
};

/** The code of the heading of a page with this status. */
export function headingOf(status: number): TextCode {
  return HEADINGS[status] ?? 'errorHeading';
}

/**
 * Shows what went wrong, without a word about how the product is built; a fault of ours shows its request id. It has
 * no `role="alert"`, because Orca with Firefox leaves its text out when it reads a page that has just loaded.
 */
export const ErrorPage = view<ErrorPageData>('Error', ({ data, context: { texts }, context }) => {
  const title = texts[headingOf(data.status)];
  return (
    <Layout title={title} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-3">{title}</h1>
        <p>{textFor(texts, data.text, data.values)}</p>
        {data.status === 500 && <p class="text-body-secondary">{textFor(texts, 'requestIdLine', { id: data.requestId })}</p>}
        {data.ways?.map(({ label, path }) => (
          <p key={path}>
            <a href={path}>{texts[label]}</a>
          </p>
        ))}
        <p class="mb-0">
          <a href="/">{texts.toHomePage}</a>
        </p>
      </div>
    </Layout>
  );
});
