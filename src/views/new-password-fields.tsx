import { textFor } from '../texts/texts.js';
import { Field } from './field.js';
import { ShowPassword } from './show-password.js';
import type { PageContext } from './view.js';

interface NewPasswordFieldsProps {
  readonly label: string;
  readonly confirmation: string;
  readonly context: PageContext;
}

/** Shows the fields for a new password, twice. */
export function NewPasswordFields({ label, confirmation, context }: NewPasswordFieldsProps) {
  return (
    <>
      <Field
        name="password"
        label={label}
        type="password"
        autocomplete="new-password"
        hint={textFor(context.texts, 'newPasswordHint', { least: context.passwordMinLength })}
        context={context}
      />
      <Field name="passwordConfirmation" label={confirmation} type="password" autocomplete="new-password" context={context} />
      <ShowPassword context={context} />
    </>
  );
}
