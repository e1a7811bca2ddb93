import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const NoticePage = view<FormPageData>(
  'Notice',
  ({ context }) => (
    <Layout title="Notice" context={context}>
      <h1 class="h3 mb-4">Tell your other pages</h1>
      <Form action="/notices" submit="Tell" context={context}>
        <Field name="text" label="Text" autocomplete="off" context={context} />
      </Form>
    </Layout>
  ),
  // A script of this page may open a stream of this site, and no other page's may.
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);
