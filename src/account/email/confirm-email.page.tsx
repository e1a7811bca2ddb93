import { textFor } from '../../texts/texts.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

export interface EmailLinkPageData extends FormPageData {
  /** This is the secret of the mailed link. */
  readonly token: string;
  readonly username: string;
  /** The account will have this address. */
  readonly email: string;
}

export const ConfirmEmailPage = view<EmailLinkPageData>(
  'Confirm your new address',
  ({ data: { token, username, email }, context: { texts }, context }) => (
    <Layout title={texts.confirmEmailTitle} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">{texts.confirmEmailTitle}</h1>
        <p>{textFor(texts, 'confirmEmailReason', { username, email })}</p>
        <Form action="/confirm-email" submit={texts.confirmEmailButton} context={context} bound={false}>
          <input type="hidden" name="token" value={token} />
        </Form>
      </div>
    </Layout>
  ),
  { holdsSecret: true },
);
