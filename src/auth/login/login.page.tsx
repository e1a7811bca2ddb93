import { Checkbox } from '../../views/checkbox.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { ShowPassword } from '../../views/show-password.js';
import { OtherWays } from '../../views/other-ways.js';
import { pathWithNext } from '../../views/path-with-next.js';
import { FormId } from './form-id.js';
import { type FormPageData, type PageContext, view } from '../../views/view.js';

/** Leads on who has forgotten the password; what was typed goes along if it is an address. */
function ForgotPassword({ context: { forgotPasswordPath, form, texts } }: { context: PageContext }) {
  if (forgotPasswordPath === undefined) return null;
  const { identifier = '' } = form.values;
  const query = identifier.includes('@') ? `?email=${encodeURIComponent(identifier)}` : '';
  return (
    <p class="mt-4 mb-0">
      <a href={forgotPasswordPath + query}>{texts.forgotPasswordLink}</a>
    </p>
  );
}

export const LoginFormPage = view<FormPageData>(
  'Log in',
  ({ data: { next }, context: { texts }, context }) => {
    // After a refusal the password is what has to be typed again.
    const again = context.form.alert !== undefined;
    return (
      <Layout title={texts.loginTitle} context={context} next={next}>
        <div class="narrow sheet">
          <h1 class="h3 mb-4">{texts.loginTitle}</h1>
          <Form action="/login" submit={texts.loginButton} context={context} next={next} bound={false}>
            <FormId />
            <Field
              name="identifier"
              label={texts.identifierLabel}
              autocomplete="username webauthn"
              autofocus={!again}
              context={context}
            />
            <Field
              name="password"
              label={texts.passwordLabel}
              type="password"
              autocomplete="current-password"
              autofocus={again}
              context={context}
            />
            <ShowPassword context={context} />
            <Checkbox name="remember" label={texts.rememberLabel} context={context} />
          </Form>
          <OtherWays context={context} next={next} />
          <ForgotPassword context={context} />
          {context.registerPath !== undefined && (
            <p class="mt-4 mb-0">
              {texts.noAccountYet} <a href={pathWithNext(context.registerPath, next)}>{texts.registerLink}</a>
            </p>
          )}
        </div>
      </Layout>
    );
  },
  // A script asks for what a passkey has to sign.
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);
