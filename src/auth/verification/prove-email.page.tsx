import { textFor } from '../../texts/texts.js';
import { Field, Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { ShowPassword } from '../../views/show-password.js';
import { type FormPageData, type PageContext, view } from '../../views/view.js';

export interface ProveEmailPageData extends FormPageData {
  /** This is the secret of the mailed link. */
  readonly token: string;
  readonly username: string;
  readonly email: string;
  /** This is true where the browser has not shown otherwise that it is used by who signed up. */
  readonly asksPassword: boolean;
}

export const ProveEmailPage = view<ProveEmailPageData>(
  'Verify your email address',
  ({ data, context }) => {
    const { token, username, email, asksPassword } = data;
    const { texts } = context;
    return (
      <Layout title={texts.verifyEmailTitle} context={context}>
        <div class="narrow sheet">
          <h1 class="h3 mb-4">{texts.verifyEmailTitle}</h1>
          <p>{textFor(texts, 'verifyEmailQuestion', { username, email })}</p>
          <Form action="/verify-email" submit={texts.verifyEmailButton} context={context} bound={false}>
            <input type="hidden" name="token" value={token} />
            {asksPassword && <Password username={username} context={context} />}
          </Form>
          <hr class="my-4" />
          <p>{texts.notMeReason}</p>
          <form method="post" action="/verify-email/not-me">
            <input type="hidden" name="token" value={token} />
            <button class="btn btn-outline-secondary" type="submit">
              {texts.notMeButton}
            </button>
          </form>
        </div>
      </Layout>
    );
  },
  { holdsSecret: true },
);

function Password({ username, context }: { username: string; context: PageContext }) {
  const { texts } = context;
  return (
    <>
      {/* Password managers look for the name that belongs to the password. */}
      <input type="text" name="username" value={username} autocomplete="username" hidden readonly />
      <Field
        name="password"
        label={texts.passwordLabel}
        type="password"
        autocomplete="current-password"
        hint={texts.verifyEmailPassword}
        autofocus
        context={context}
      />
      <ShowPassword context={context} />
    </>
  );
}
