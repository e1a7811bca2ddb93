import { Layout } from './layout.js';
import { type TextCode, textFor } from '../texts/texts.js';
import { view } from './view.js';

export interface ErrorPageData {
  readonly status: number;
  readonly text: TextCode;
  readonly requestId: string;
  /** These fill the gaps of the text. */
  readonly values?: Readonly<Record<string, string>>;
}

const HEADINGS: Readonly<Record<number, string>> = {
  400: 'Unreadable request',
  403: 'Access denied',
  404: 'Page not found',
  405: 'Request not accepted',
  409: 'Changed in the meantime',
  413: 'Too large',
  414: 'Address too long',
  415: 'Format not supported',
  417: 'Expectation not met',
  422: 'Unreadable request',
  500: 'Something went wrong',
  503: 'Temporarily unavailable',
};

/**
 * Shows what went wrong, without a word about how the product is built; a fault of ours shows its request id. It has
 * no `role="alert"`, because Orca with Firefox leaves its text out when it reads a page that has just loaded.
 */
export const ErrorPage = view<ErrorPageData>('Error', ({ data, context }) => {
  const title = HEADINGS[data.status] ?? 'Error';
  return (
    <Layout title={title} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-3">{title}</h1>
        <p>{textFor(context.texts, data.text, data.values)}</p>
        {data.status === 500 && <p class="text-body-secondary">{`Request ID: ${data.requestId}`}</p>}
        <p class="mb-0">
          <a href="/">Go to the home page</a>
        </p>
      </div>
    </Layout>
  );
});
