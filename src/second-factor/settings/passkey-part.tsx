import type { TextCode } from '../../texts/texts.js';
import { AccountField } from '../../views/account-field.js';
import type { PageContext } from '../../views/view.js';
import type { SecondFactorOverview } from './second-factor-overview.service.js';

interface PartProps {
  readonly overview: SecondFactorOverview;
  readonly context: PageContext;
}

/** Lets people who have a passkey say whether a login by password asks for it too. */
export function PasskeyPart({ overview, context: { texts, user } }: PartProps) {
  const { passkeys, passkeyAfterPassword } = overview;
  if (passkeys === 0 && !passkeyAfterPassword) return null;
  return (
    <section class="sheet mb-4" id="passkey-after-password">
      <h2 class="h5">{texts.passkeyAfterPasswordTitle}</h2>
      <p>{texts[reasonFor(overview)]}</p>
      <form method="post" action="/settings/second-factor/passkey-after-password">
        <AccountField user={user} always />
        <input type="hidden" name="wanted" value={passkeyAfterPassword ? 'off' : 'on'} />
        <button class={`btn ${passkeyAfterPassword ? 'btn-outline-danger' : 'btn-outline-primary'}`} type="submit">
          {passkeyAfterPassword ? texts.passkeyAfterPasswordTurnOff : texts.passkeyAfterPasswordTurnOn}
        </button>
      </form>
      <p class="mt-3 mb-0">
        <a href="/settings/passkeys">{texts.passkeysAll}</a>
      </p>
    </section>
  );
}

function reasonFor({ totp, passkeyAfterPassword }: SecondFactorOverview): TextCode {
  if (passkeyAfterPassword) return 'passkeyAfterPasswordOn';
  return totp === null ? 'passkeyAfterPasswordOff' : 'passkeyBesideCodes';
}
