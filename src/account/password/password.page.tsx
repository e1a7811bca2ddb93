import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { type FormPageData, view } from '../../views/view.js';

export const PasswordPage = view<FormPageData>('Change password', ({ context }) => (
  <Layout title="Change password" section={{ title: 'Settings', path: '/settings' }} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">Change your password</h1>
      <Form action="/settings/password" submit="Change password" context={context}>
        <input type="text" name="username" value={context.user?.username ?? ''} autocomplete="username" hidden readonly />
        <Field
          name="currentPassword"
          label="Current password"
          type="password"
          autocomplete="current-password"
          autofocus
          context={context}
        />
        <NewPasswordFields label="New password" confirmation="Confirm new password" context={context} />
      </Form>
      <p class="mt-4 mb-0 text-body-secondary">You will be logged out on all other devices.</p>
    </div>
  </Layout>
));
