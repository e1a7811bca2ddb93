import { Layout } from '../../../src/views/layout.js';
import { view } from '../../../src/views/view.js';

export const LivePage = view<{ now: string }>(
  'Live',
  ({ data, context }) => (
    <Layout title="Live" context={context}>
      <p data-now>{data.now}</p>
      <img src={context.site.file('logo.svg')} width="40" height="28" alt="" />
      <script src={context.site.file('live.js')} defer />
    </Layout>
  ),
  // fetch(), EventSource and WebSocket need this, and no other page has it.
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);
