import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { ShowPassword } from '../../views/show-password.js';
import { type FormPageData, view } from '../../views/view.js';

export const ConfirmPage = view<FormPageData>('Confirm your password', ({ data: { next }, context }) => (
  <Layout title="Confirm your password" context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">Confirm your password</h1>
      <p>{`You are logged in as ${context.user?.username ?? ''}. Please enter your password to continue.`}</p>
      <Form action="/confirm" submit="Confirm" context={context} next={next}>
        {/* Password managers look for the name that belongs to the password. */}
        <input type="text" name="username" value={context.user?.username ?? ''} autocomplete="username" hidden readonly />
        <Field name="password" label="Password" type="password" autocomplete="current-password" autofocus context={context} />
        <ShowPassword context={context} />
      </Form>
    </div>
  </Layout>
));
