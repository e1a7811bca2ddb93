import { controlAttributes, controlClass, Labelled } from '../../views/control.js';
import type { PageContext } from '../../views/view.js';

interface CodeFieldProps {
  /** The keyboard of a phone is for a recovery code, which has letters; the field takes either in any case. */
  readonly recovery?: boolean | undefined;
  readonly hint?: string | undefined;
  readonly autofocus?: boolean | undefined;
  readonly optional?: boolean | undefined;
  readonly context: PageContext;
}

/**
 * Shows the field for a code, wherever one is typed. Without `one-time-code` Chromium and Firefox keep spent codes and
 * offer them to the next person, and the digits of a password field Firefox offers to save. A refused code is not shown
 * again: the next one is another.
 */
export function CodeField({ recovery = false, hint, autofocus, optional, context }: CodeFieldProps) {
  const label = recovery ? context.texts.recoveryCodeLabel : context.texts.codeLabel;
  const control = { name: 'code', label, hint, autofocus, optional, context };
  return (
    <Labelled {...control}>
      <input
        type="text"
        {...controlAttributes(control)}
        class={controlClass('form-control', 'code', context)}
        autocomplete="one-time-code"
        inputMode={recovery ? 'text' : 'numeric'}
        autocapitalize="none"
        spellcheck={false}
        // Codes run from left to right in every language.
        dir="ltr"
      />
    </Labelled>
  );
}
