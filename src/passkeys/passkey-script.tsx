import type { ComponentChildren } from 'preact';
import type { PageContext } from '../views/view.js';

interface PasskeyScriptProps {
  /** `add` makes a passkey; `login` also offers one in the name field; `prove` shows one of the account's. */
  readonly kind: 'add' | 'login' | 'prove';
  readonly context: PageContext;
  /** This is the form that the script fills and sends. */
  readonly children: ComponentChildren;
}

/**
 * Holds a form that only a script can fill. It stays hidden without one, in browsers without passkeys, and where the
 * page is visited by an address in place of a name. What can go wrong is said by cause, in the language of the page.
 */
export function PasskeyScript({ kind, context: { texts, site }, children }: PasskeyScriptProps) {
  const sentences = {
    'data-cancelled': texts.passkeyCancelled,
    'data-registered': texts.passkeyRegistered,
    'data-wrong-host': texts.passkeyWrongHost,
    'data-unable': texts.passkeyUnable,
    'data-insecure': texts.passkeyInsecure,
    'data-failed': texts.passkeyFailed,
  };
  return (
    <div hidden data-passkey={kind} {...sentences}>
      {children}
      <p class="field-error small mt-2 mb-0" role="alert" data-passkey-alert hidden />
      <script src={site.file('passkeys.js')} defer />
    </div>
  );
}
