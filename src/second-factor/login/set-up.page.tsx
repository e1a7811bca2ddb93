import { CodeField } from '../../auth/access/code-field.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view, isRefused } from '../../views/view.js';
import { ScannedSecret } from '../codes/totp.page.js';

export interface SetUpPageData extends FormPageData {
  /** This is Base32, which an app takes where it cannot scan. */
  readonly secret: string;
  /** An app takes this address from the QR code. */
  readonly uri: string;
}

export const SetUpPage = view<SetUpPageData>(
  'Set up a second factor to go on',
  ({ data: { secret, uri }, context: { texts }, context }) => (
    <Layout title={texts.setUpTitle} context={context}>
      <div class="narrow sheet">
        <h1 class="h3 mb-3">{texts.setUpTitle}</h1>
        <p>{texts.setUpReason}</p>
        <ol class="ps-3">
          <li class="mb-3">{texts.totpStepApp}</li>
          <li class="mb-3">
            {texts.totpStepScan}
            <ScannedSecret secret={secret} uri={uri} context={context} />
          </li>
          <li>{texts.totpStepCode}</li>
        </ol>
        <Form action="/login/second-factor/set-up" submit={texts.totpButton} context={context} bound={false}>
          {/* It takes the focus only when a code was refused: before, a phone would scroll past the picture. */}
          <CodeField hint={context.texts.totpCodeHint} autofocus={isRefused(context.form)} context={context} />
        </Form>
        <p class="mt-4 mb-0 text-body-secondary">{texts.totpIfLost}</p>
      </div>
    </Layout>
  ),
  { holdsSecret: true },
);
