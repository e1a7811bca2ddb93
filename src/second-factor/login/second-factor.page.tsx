import { CodeField } from '../../auth/access/code-field.js';
import type { PasskeyButton } from '../../auth/access/passkey-button.js';
import type { TextCode } from '../../texts/texts.js';
import { Checkbox } from '../../views/checkbox.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, type PageContext, view } from '../../views/view.js';

export interface SecondFactorPageData extends FormPageData {
  /** Each of these is true where the account has it. */
  readonly codes: boolean;
  readonly passkeys: boolean;
  /** The person may ask to be spared this step on this device. */
  readonly mayTrust: boolean;
  /** The keyboard of a phone is for a recovery code. */
  readonly recovery: boolean;
  readonly passkeyButton?: PasskeyButton['show'] | undefined;
}

export const SecondFactorPage = view<SecondFactorPageData>(
  'Second step',
  ({ data, context }) => {
    const { codes, mayTrust, passkeyButton: Button } = data;
    const { texts } = context;
    const passkeys = data.passkeys && Button !== undefined;
    // Whoever has no app can type nothing but a recovery code.
    const recovery = data.recovery || !codes;
    return (
      <Layout title={texts.secondStepTitle} context={context}>
        <div class="narrow sheet">
          <h1 class="h3 mb-4">{texts.secondStepTitle}</h1>
          {passkeys && <p>{texts.secondStepPasskeyReason}</p>}
          {passkeys && <Button place="login" next={null} isOnlyWay={!codes} context={context} />}
          <p>{texts[reasonFor(data, passkeys)]}</p>
          <Form action="/login/second-factor" submit={texts.secondStepButton} context={context} bound={false}>
            <CodeField recovery={recovery} autofocus={codes} context={context} />
            {/* A refused form is shown for the same kind of code again. */}
            {recovery && <input type="hidden" name="recovery" value="1" />}
            {mayTrust && <Checkbox name="trust" label={texts.trustDeviceLabel} context={context} />}
          </Form>
          <OtherWay recovery={recovery} codes={codes} context={context} />
        </div>
      </Layout>
    );
  },
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);

function reasonFor({ codes, recovery }: SecondFactorPageData, passkeys: boolean): TextCode {
  if (recovery) return 'secondStepRecoveryReason';
  if (!codes) return 'secondStepInPlace';
  return passkeys ? 'secondStepEither' : 'secondStepReason';
}

/** Leads to the other kind of code, and says what is left to whoever has neither. */
function OtherWay({ recovery, codes, context: { texts } }: { recovery: boolean; codes: boolean; context: PageContext }) {
  return (
    <div class="mt-4">
      {!recovery && (
        <p class="mb-0">
          {texts.secondStepLost}
          <br />
          <a href="/login/second-factor?recovery=1">{texts.secondStepToRecovery}</a>
        </p>
      )}
      {recovery && codes && (
        <p>
          <a href="/login/second-factor">{texts.secondStepToCode}</a>
        </p>
      )}
      {recovery && <p class="mb-0 small text-body-secondary">{texts.secondStepNothingLeft}</p>}
    </div>
  );
}
