import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const CodePage = view<FormPageData>('Your code', ({ context }) => (
  <Layout title="Your code" context={context}>
    <h1 class="h3 mb-4">Your code</h1>
    <Form action="/login/code" submit="Log in" context={context}>
      <Field name="code" label="Code" autocomplete="one-time-code" autofocus context={context} />
    </Form>
  </Layout>
));
