import { FormId } from '../../../src/auth/login/form-id.js';
import { Field, Form } from '../../../src/views/form.js';
import { Layout } from '../../../src/views/layout.js';
import type { FormPageData, Render } from '../../../src/views/view.js';

export const AcmeFront: Render<object> = ({ context }) => (
  <Layout title="Rockets" context={context}>
    <h1>Rockets for everybody</h1>
    <p>{context.user === null ? 'Come in.' : `Good to see you, ${context.user.username}.`}</p>
  </Layout>
);

export const AcmeLogin: Render<FormPageData> = ({ data: { next }, context }) => (
  <Layout title="Come in" context={context} next={next}>
    <h1>Who is there?</h1>
    <Form action="/login" submit="Open the door" context={context} next={next} bound={false}>
      <FormId />
      <Field name="identifier" label="Name" autocomplete="username" autofocus context={context} />
      <Field name="password" label="Password" type="password" autocomplete="current-password" context={context} />
    </Form>
  </Layout>
);
