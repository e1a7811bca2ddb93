import type { PageContext } from '../../views/view.js';
import type { PasskeySignals } from './passkey-signals.js';

interface SignalsScriptProps {
  readonly signals: PasskeySignals;
  readonly context: PageContext;
}

/** Tells the browser what its passkeys are called now, and what is still accepted. It shows nothing. */
export function SignalsScript({ signals, context: { site } }: SignalsScriptProps) {
  return <script src={site.file('passkey-signals.js')} defer data-signals={JSON.stringify(signals)} />;
}
