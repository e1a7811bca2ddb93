import { Alert } from '../../views/flash.js';
import { Layout } from '../../views/layout.js';
import { type FormPageData, view } from '../../views/view.js';
import { CodesPart } from './codes-part.js';
import { PasskeyPart } from './passkey-part.js';
import { RecoveryCodesPart } from './recovery-codes-part.js';
import { TrustedDevicesPart } from './trusted-devices-part.js';
import type { SecondFactorOverview } from './second-factor-overview.service.js';

export interface SecondFactorSettingsPageData extends FormPageData, SecondFactorOverview {}

export const SecondFactorSettingsPage = view<SecondFactorSettingsPageData>(
  'Two-factor authentication',
  ({ data, context: { texts, form }, context }) => (
    <Layout title={texts.secondFactorTitle} section={{ title: texts.settingsTitle, path: '/settings' }} context={context}>
      <h1 class="h3 mb-3">{texts.secondFactorTitle}</h1>
      <Alert text={form.errors['wanted'] && texts.passkeyNeedsMore} />
      <p class="mb-4">{texts.secondFactorReason}</p>
      <CodesPart overview={data} context={context} />
      <RecoveryCodesPart overview={data} context={context} />
      <PasskeyPart overview={data} context={context} />
      <TrustedDevicesPart devices={data.trustedDevices} context={context} />
      <section class="sheet">
        <h2 class="h5">{texts.secondFactorLostTitle}</h2>
        <p>{texts.secondFactorLost}</p>
        <p class="mb-0">
          <a href="/settings/sessions">{texts.secondFactorSessions}</a>
        </p>
      </section>
    </Layout>
  ),
);
