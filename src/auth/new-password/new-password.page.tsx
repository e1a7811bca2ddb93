import { textFor } from '../../texts/texts.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { type FormPageData, view } from '../../views/view.js';

export interface NewPasswordPageData extends FormPageData {
  readonly username: string;
}

export const NewPasswordPage = view<NewPasswordPageData>(
  'Choose a new password to go on',
  ({ data: { username }, context: { texts }, context }) => (
    <Layout title={texts.newPasswordTitle} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">{texts.newPasswordTitle}</h1>
        <p>{textFor(texts, 'newPasswordReason', { username })}</p>
        <Form action="/login/new-password" submit={texts.newPasswordButton} context={context} bound={false}>
          {/* Password managers look for the name that belongs to the password. */}
          <input type="text" name="username" value={username} autocomplete="username" hidden readonly />
          <NewPasswordFields label={texts.newPasswordLabel} confirmation={texts.confirmNewPasswordLabel} context={context} />
        </Form>
      </div>
    </Layout>
  ),
);
