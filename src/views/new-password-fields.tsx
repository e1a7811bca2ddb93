import { Field } from './field.js';
import type { PageContext } from './view.js';

/** A new password, twice. */
export function NewPasswordFields({ label, context }: { label: string; context: PageContext }) {
  return (
    <>
      <Field
        name="password"
        label={label}
        type="password"
        autocomplete="new-password"
        hint={`At least ${context.passwordMinLength} characters; a sentence is fine`}
        context={context}
      />
      <Field
        name="passwordConfirmation"
        label={`${label}, once more`}
        type="password"
        autocomplete="new-password"
        context={context}
      />
    </>
  );
}
