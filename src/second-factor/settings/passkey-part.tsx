import { AccountField } from '../../views/account-field.js';
import type { PageContext } from '../../views/view.js';
import type { SecondFactorOverview } from './second-factor-overview.service.js';

interface PartProps {
  readonly overview: SecondFactorOverview;
  readonly context: PageContext;
}

/** Lets people who have a passkey say whether a login by password asks for it too. */
export function PasskeyPart({ overview: { passkeys, passkeyAfterPassword }, context: { texts, user } }: PartProps) {
  if (passkeys === 0 && !passkeyAfterPassword) return null;
  return (
    <section class="sheet mb-4" id="passkey-after-password">
      <h2 class="h5">{texts.passkeyAfterPasswordTitle}</h2>
      <p>{passkeyAfterPassword ? texts.passkeyAfterPasswordOn : texts.passkeyAfterPasswordOff}</p>
      <form method="post" action="/settings/second-factor/passkey-after-password">
        <AccountField user={user} always />
        <input type="hidden" name="wanted" value={passkeyAfterPassword ? 'off' : 'on'} />
        <button class={`btn ${passkeyAfterPassword ? 'btn-outline-danger' : 'btn-outline-primary'}`} type="submit">
          {passkeyAfterPassword ? texts.passkeyAfterPasswordTurnOff : texts.passkeyAfterPasswordTurnOn}
        </button>
      </form>
    </section>
  );
}
