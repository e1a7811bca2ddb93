import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export const ForgotPasswordPage = view<FormPageData>('Forgot your password?', ({ context: { texts }, context }) => (
  <Layout title={texts.forgotPasswordTitle} context={context}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.forgotPasswordTitle}</h1>
      <p>{texts.forgotPasswordReason}</p>
      <Form action="/forgot-password" submit={texts.forgotPasswordButton} context={context} bound={false}>
        <Field name="email" label={texts.emailLabel} type="email" autocomplete="email" autofocus context={context} />
      </Form>
      <p class="mt-4 mb-0">
        <a href="/login">{texts.loginLink}</a>
      </p>
    </div>
  </Layout>
));
