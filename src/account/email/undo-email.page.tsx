import { textFor } from '../../texts/texts.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { view } from '../../views/view.js';
import type { EmailLinkPageData } from './confirm-email.page.js';

export const UndoEmailPage = view<EmailLinkPageData>(
  'Take your address back',
  ({ data: { token, username, email }, context: { texts }, context }) => (
    <Layout title={texts.undoEmailTitle} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-4">{texts.undoEmailTitle}</h1>
        <p>{textFor(texts, 'undoEmailReason', { username, email })}</p>
        <Form action="/undo-email-change" submit={texts.undoEmailButton} context={context} bound={false}>
          <input type="hidden" name="token" value={token} />
        </Form>
      </div>
    </Layout>
  ),
  { holdsSecret: true },
);
