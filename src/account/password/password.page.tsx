import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { type FormPageData, view } from '../../views/view.js';

export const PasswordPage = view<FormPageData>('Change password', ({ context }) => (
  <Layout title="Change password" context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">Change your password</h1>
      <Form action="/settings/password" submit="Change password" context={context}>
        <input type="text" name="username" value={context.user?.username ?? ''} autocomplete="username" hidden readonly />
        <Field
          name="currentPassword"
          label="Present password"
          type="password"
          autocomplete="current-password"
          autofocus
          context={context}
        />
        <NewPasswordFields label="New password" context={context} />
      </Form>
      <p class="mt-4 mb-0 text-body-secondary">All your other devices will be logged out.</p>
    </div>
  </Layout>
));
