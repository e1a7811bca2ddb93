import type { ComponentChildren } from 'preact';
import { type ErrorPageData, headingOf } from './error.page.js';
import { Layout } from './layout.js';
import { textFor } from '../texts/texts.js';
import { view } from './view.js';

/** What a developer is shown of a fault; a refusal has a remedy only. */
export interface FaultPageData extends ErrorPageData {
  readonly message?: string;
  readonly cause?: readonly string[];
  readonly source?: string | undefined;
  readonly frame?: readonly string[];
  readonly remedy?: string | undefined;
  readonly request?: FaultyRequest;
}

interface FaultyRequest {
  readonly method: string;
  readonly path: string;
  readonly route: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly string[];
  readonly fields: readonly string[];
}

/** Shows a developer why a request failed: never to be used where people are served. It is English only. */
export const FaultPage = view<FaultPageData>('Error', ({ data, context }) => {
  const title = context.texts[headingOf(data.status)];
  const { message, cause = [], source, frame = [], remedy, request } = data;
  return (
    <Layout title={title} context={context}>
      <h1 class="h3 mb-3">{title}</h1>
      <p>{textFor(context.texts, data.text, data.values)}</p>
      {message !== undefined && <pre class="text-danger-emphasis">{message}</pre>}
      {remedy !== undefined && (
        <Section title="What probably helps">
          <p class="mb-0">{remedy}</p>
        </Section>
      )}
      {source !== undefined && (
        <Section title={source}>
          <pre class="mb-0">{frame.join('\n')}</pre>
        </Section>
      )}
      {cause.length > 0 && (
        <Section title="Caused by">
          {cause.map((told, index) => (
            <pre key={index} class="mb-0">
              {told}
            </pre>
          ))}
        </Section>
      )}
      {request && <RequestSection request={request} />}
      <p class="text-body-secondary">
        {`Request ID: ${data.requestId}. Only a developer sees more than the first sentence: with NODE_ENV=production nobody does.`}
      </p>
    </Layout>
  );
});

function RequestSection({ request }: { readonly request: FaultyRequest }) {
  const { method, path, route, headers, query, fields } = request;
  const facts = [
    ['route', route ?? 'none'],
    ['query', query.join(', ') || 'none'],
    ['fields', fields.join(', ') || 'none'],
    ...Object.entries(headers),
  ] as const;
  return (
    <Section title={`${method} ${path}`}>
      <pre class="mb-0">{facts.map(([name, value]) => `${name}: ${value}`).join('\n')}</pre>
    </Section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="sheet p-3 mb-3">
      <h2 class="h6">{title}</h2>
      {children}
    </section>
  );
}
