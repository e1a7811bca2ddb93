import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { NewPasswordFields } from '../../views/new-password-fields.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { type FormPageData, view } from '../../views/view.js';

export const RegisterPage = view<FormPageData>('Register', ({ data: { next }, context: { texts }, context }) => (
  <Layout title={texts.registerTitle} context={context} next={next}>
    <div class="narrow sheet">
      <h1 class="h3 mb-4">{texts.registerHeading}</h1>
      <Form action="/register" submit={texts.registerButton} context={context} next={next}>
        <Field
          name="username"
          label={texts.usernameLabel}
          autocomplete="username"
          hint={texts.usernameHint}
          autofocus
          context={context}
        />
        <Field name="email" label={texts.emailLabel} type="email" autocomplete="email" context={context} />
        <NewPasswordFields label={texts.passwordLabel} confirmation={texts.confirmPasswordLabel} context={context} />
      </Form>
      <p class="mt-4 mb-0">
        {texts.haveAccount} <a href={pathWithNext('/login', next)}>{texts.loginLink}</a>
      </p>
    </div>
  </Layout>
));
