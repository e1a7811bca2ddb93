import { textFor } from '../../texts/texts.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { type FormPageData, view } from '../../views/view.js';

export interface ResetPasswordPageData extends FormPageData {
  /** This is the secret of the mailed link. */
  readonly token: string;
  readonly username: string;
}

export const ResetPasswordPage = view<ResetPasswordPageData>(
  'Choose a new password',
  ({ data: { token, username }, context: { texts }, context }) => (
    <Layout title={texts.resetPasswordTitle} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">{texts.resetPasswordTitle}</h1>
        <p>{textFor(texts, 'resetPasswordReason', { username })}</p>
        <Form action="/reset-password" submit={texts.resetPasswordButton} context={context} bound={false}>
          <input type="hidden" name="token" value={token} />
          {/* Password managers look for the name that belongs to the password. */}
          <input type="text" name="username" value={username} autocomplete="username" hidden readonly />
          <NewPasswordFields label={texts.newPasswordLabel} confirmation={texts.confirmNewPasswordLabel} context={context} />
        </Form>
      </div>
    </Layout>
  ),
  { holdsSecret: true },
);
