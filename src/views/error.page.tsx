import { STATUS_CODES } from 'node:http';
import { Alert } from './flash.js';
import { Layout } from './layout.js';
import type { TextCode } from '../texts/texts.js';
import { view } from './view.js';

export interface ErrorPageData {
  readonly status: number;
  readonly text: TextCode;
  readonly requestId: string;
}

/** What went wrong, without a word about how the product is built; a fault of ours shows its request id. */
export const ErrorPage = view<ErrorPageData>('Error', ({ data, context }) => {
  const title = STATUS_CODES[data.status] ?? 'Error';
  return (
    <Layout title={title} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-3">{title}</h1>
        <Alert text={context.texts[data.text]} />
        {data.status === 500 && <p>{`Request id: ${data.requestId}`}</p>}
        <p class="mb-0">
          <a href="/">To the front page</a>
        </p>
      </div>
    </Layout>
  );
});
