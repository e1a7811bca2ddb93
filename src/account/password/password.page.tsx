import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { type FormPageData, view } from '../../views/view.js';

export const PasswordPage = view<FormPageData>('Change password', ({ context: { texts }, context }) => (
  <Layout title={texts.changePasswordTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.changePasswordHeading}</h1>
      <Form action="/settings/password" submit={texts.changePasswordButton} context={context}>
        <input type="text" name="username" value={context.user?.username ?? ''} autocomplete="username" hidden readonly />
        <Field
          name="currentPassword"
          label={texts.currentPasswordLabel}
          type="password"
          autocomplete="current-password"
          autofocus
          context={context}
        />
        <NewPasswordFields label={texts.newPasswordLabel} confirmation={texts.confirmNewPasswordLabel} context={context} />
      </Form>
      <p class="mt-4 mb-0 text-body-secondary">{texts.otherDevicesNote}</p>
    </div>
  </Layout>
));
