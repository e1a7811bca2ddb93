import { FormId } from '../../auth/login/form-id.js';
import { textFor } from '../../texts/texts.js';
import { AccountField } from '../../views/account-field.js';
import type { PageContext } from '../../views/view.js';
import type { SecondFactorOverview } from './second-factor-overview.service.js';

/** From so few codes on the page says that it is time for new ones. */
const FEW = 3;

interface PartProps {
  readonly overview: SecondFactorOverview;
  readonly context: PageContext;
}

/**
 * Shows how many recovery codes are left, where there is anything that they stand in for. Each showing of the form has
 * an id of its own: pressed twice it makes codes once, and a later press makes others.
 */
export function RecoveryCodesPart({ overview: { totp, passkeys, recoveryCodesLeft }, context: { texts, user } }: PartProps) {
  if (totp === null && passkeys === 0 && recoveryCodesLeft === 0) return null;
  const isNone = recoveryCodesLeft === 0;
  return (
    <section class="sheet mb-4" id="recovery-codes">
      <h2 class="h5">{texts.recoveryCodesTitle}</h2>
      <p>{texts.recoveryCodesPurpose}</p>
      <p>
        {textFor(texts, 'recoveryCodesLeft', { left: recoveryCodesLeft })}{' '}
        {recoveryCodesLeft <= FEW && (isNone ? texts.recoveryCodesNone : texts.recoveryCodesFew)}
      </p>
      <form method="post" action="/settings/second-factor/recovery-codes">
        <AccountField user={user} always />
        <FormId />
        <button class="btn btn-outline-primary" type="submit" {...(!isNone && { 'aria-describedby': 'recovery-codes-note' })}>
          {texts.recoveryCodesRenew}
        </button>
      </form>
      {!isNone && (
        <p class="mt-2 mb-0 small text-body-secondary" id="recovery-codes-note">
          {texts.recoveryCodesVoid}
        </p>
      )}
    </section>
  );
}
