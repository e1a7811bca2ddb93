import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const GuestbookPage = view<FormPageData>('Guestbook', ({ context }) => (
  <Layout title="Guestbook" context={context}>
    <h1 class="h3 mb-4">Sign the guestbook</h1>
    <Form action="/guestbook" submit="Sign" context={context}>
      <Field name="message" label="Your message" autocomplete="off" context={context} />
    </Form>
  </Layout>
));
