import { Injectable } from '@nestjs/common';
import { PasskeyButton, type PasskeyButtonProps } from '../auth/access/passkey-button.js';
import { AccountField } from '../views/account-field.js';
import type { LoginWayProps } from '../views/page-context.js';
import { PasskeyScript } from './passkey-script.js';

/** Offers a passkey in the place of name and password. */
export function PasskeyLogin({ context, next }: LoginWayProps) {
  return (
    <PasskeyScript kind="login" context={context}>
      <form method="post" action="/login/passkey" class="mt-3">
        <input type="hidden" name="response" value="" />
        <input type="hidden" name="remember" value="" />
        {next !== null && <input type="hidden" name="next" value={next} />}
        <Button label={context.texts.passkeyLoginButton} />
      </form>
    </PasskeyScript>
  );
}

/** Offers one of the account's passkeys, in the place of a code or of the password. */
function PasskeyProof({ place, next, level = 1, isOnlyWay = false, context }: PasskeyButtonProps) {
  const isStep = place === 'login';
  return (
    <div class="mb-4">
      {isOnlyWay && <p data-passkey-missing>{context.texts.passkeyUnusable}</p>}
      <PasskeyScript kind="prove" context={context}>
        <form method="post" action={isStep ? '/login/second-factor/passkey' : '/confirm/passkey'}>
          <AccountField user={context.user} />
          <input type="hidden" name="response" value="" />
          {isStep && <input type="hidden" name="trust" value="" />}
          {level === 2 && <input type="hidden" name="level" value="2" />}
          {next !== null && <input type="hidden" name="next" value={next} />}
          <Button label={context.texts.passkeyUseButton} />
        </form>
      </PasskeyScript>
    </div>
  );
}

/** It sends nothing without the script, and the page's own form has the one button that does. */
function Button({ label }: { readonly label: string }) {
  return (
    <button class="btn btn-outline-primary w-100" type="button">
      {label}
    </button>
  );
}

/** Gives the pages that ask for a second factor, or for a confirmation, their button. */
@Injectable()
export class PasskeyProofButton extends PasskeyButton {
  override readonly show = PasskeyProof;
}
