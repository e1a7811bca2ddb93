import { CodeField } from '../../auth/access/code-field.js';
import type { PasskeyButton } from '../../auth/access/passkey-button.js';
import { Checkbox } from '../../views/checkbox.js';
import { Form } from '../../views/form.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';

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
    const { passkeys, recovery, mayTrust, passkeyButton: Button } = data;
    const { texts } = context;
    return (
      <Layout title={texts.secondStepTitle} context={context}>
        <div class="narrow sheet">
          <h1 class="h3 mb-4">{texts.secondStepTitle}</h1>
          {passkeys && Button !== undefined && <Button place="login" next={null} context={context} />}
          <p>{recovery ? texts.secondStepRecoveryReason : texts.secondStepReason}</p>
          <Form action="/login/second-factor" submit={texts.secondStepButton} context={context} bound={false}>
            <CodeField recovery={recovery} autofocus context={context} />
            {/* A refused form is shown for the same kind of code again. */}
            {recovery && <input type="hidden" name="recovery" value="1" />}
            {mayTrust && <Checkbox name="trust" label={texts.trustDeviceLabel} context={context} />}
          </Form>
          <p class="mt-4 mb-0">
            {recovery ? (
              <a href="/login/second-factor">{texts.secondStepToCode}</a>
            ) : (
              <a href="/login/second-factor?recovery=1">{texts.secondStepToRecovery}</a>
            )}
          </p>
        </div>
      </Layout>
    );
  },
  { contentSecurityPolicy: { 'connect-src': ["'self'"] } },
);
