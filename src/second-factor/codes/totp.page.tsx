import { CodeField } from '../../auth/access/code-field.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, type PageContext, view, isRefused } from '../../views/view.js';
import { inGroups } from './base32.js';
import { QrCode } from './qr-code.js';

export interface TotpPageData extends FormPageData {
  /** This is Base32, which an app takes where it cannot scan. */
  readonly secret: string;
  /** An app takes this address from the QR code. */
  readonly uri: string;
  /** The account has codes of an app already, and another app takes its place. */
  readonly replaces: boolean;
}

export const TotpPage = view<TotpPageData>(
  'Set up an authenticator app',
  ({ data: { secret, uri, replaces }, context: { texts }, context }) => (
    <Layout
      title={texts.totpTitle}
      section={{ title: texts.secondFactorTitle, path: '/settings/second-factor' }}
      context={context}
    >
      <div class="narrow sheet">
        <h1 class="h3 mb-3">{texts.totpTitle}</h1>
        <p>{replaces ? texts.totpReplaces : texts.totpReason}</p>
        <ol class="ps-3">
          <li class="mb-3">{texts.totpStepApp}</li>
          <li class="mb-3">
            {texts.totpStepScan}
            <ScannedSecret secret={secret} uri={uri} context={context} />
          </li>
          <li>{texts.totpStepCode}</li>
        </ol>
        <Form action="/settings/second-factor/totp" submit={texts.totpButton} context={context}>
          {/* It takes the focus only when a code was refused: before, a phone would scroll past the picture. */}
          <CodeField hint={context.texts.totpCodeHint} autofocus={isRefused(context.form)} context={context} />
        </Form>
        <p class="mt-4 mb-0 text-body-secondary">{texts.totpIfLost}</p>
      </div>
    </Layout>
  ),
  { holdsSecret: true },
);

/** Shows the secret in three ways: to be scanned, to be opened on this very phone, to be typed. */
export function ScannedSecret({ secret, uri, context: { texts } }: { secret: string; uri: string; context: PageContext }) {
  return (
    <>
      <div class="my-3 text-center">
        <QrCode text={uri} label={texts.totpQrCode} />
      </div>
      <p class="mb-2">
        <a href={uri}>{texts.totpOpenInApp}</a>
      </p>
      <p class="mb-0">
        {texts.totpTyped}
        <br />
        <code class="fs-6" dir="ltr" id="totp-secret">
          {inGroups(secret)}
        </code>
      </p>
    </>
  );
}
