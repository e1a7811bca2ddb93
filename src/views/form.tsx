import type { ComponentChildren } from 'preact';
import { Alert } from './flash.js';
import { AccountField } from './account-field.js';
import { isRefused, type PageContext } from './view.js';

export { AccountField } from './account-field.js';
export { Checkbox } from './checkbox.js';
export { CheckboxGroup, RadioGroup, Select } from './choices.js';
export { Field } from './field.js';
export { FileField } from './file-field.js';
export { HiddenField } from './hidden-field.js';
export { TextArea } from './text-area.js';

interface FormProps {
  readonly action: string;
  readonly submit: string;
  readonly context: PageContext;
  readonly next?: string | null;
  /** This is false for a form that does the same whoever is signed in, such as the login's. */
  readonly bound?: boolean;
  /** This is true for a form with a `FileField`; its handler says `@AcceptsBody`. */
  readonly withFiles?: boolean;
  /** This is another button, before the one that submits: what a press of Enter means. The handler sees it as a field. */
  readonly firstButton?: { readonly name: string; readonly value: string; readonly label: string };
  /** This is Bootstrap's class of the button, such as `btn-danger` for what nobody can undo. */
  readonly look?: string;
  readonly children: ComponentChildren;
}

/**
 * Shows a form that only the server checks: `novalidate` makes browsers show the same messages. It names the account
 * that it was shown to, so that it never acts on another one.
 */
export function Form({
  action,
  submit,
  context,
  next,
  bound = true,
  withFiles = false,
  firstButton,
  look = 'btn-primary',
  children,
}: FormProps) {
  const { form, texts } = context;
  const general = form.alert ?? (isRefused(form) ? texts.validationFailed : undefined);
  return (
    <form method="post" action={action} novalidate {...(withFiles && { enctype: 'multipart/form-data' })}>
      <Alert text={general} />
      {bound && <AccountField user={context.user} />}
      {next != null && <input type="hidden" name="next" value={next} />}
      {children}
      {firstButton !== undefined && (
        <button class="btn btn-outline-primary w-100 mt-2" type="submit" name={firstButton.name} value={firstButton.value}>
          {firstButton.label}
        </button>
      )}
      <button class={`btn ${look} w-100 mt-2`} type="submit">
        {submit}
      </button>
      {isRefused(form) && <script src={context.site.comforts.refusedForm} defer />}
    </form>
  );
}
