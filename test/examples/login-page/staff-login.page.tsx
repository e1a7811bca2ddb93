import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import { type FormPageData, view } from '../../../src/views/view.js';

export const StaffLoginPage = view<FormPageData>('Staff login', ({ data: { next }, context }) => (
  <Layout title="Staff login" context={context} next={next}>
    <h1 class="h3 mb-4">For staff</h1>
    <Form action="/login" submit="Log in" context={context} next={next}>
      <Field name="identifier" label="Staff name" autocomplete="username" autofocus context={context} />
      <Field name="password" label="Password" type="password" autocomplete="current-password" context={context} />
    </Form>
  </Layout>
));
