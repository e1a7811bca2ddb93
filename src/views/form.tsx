import type { ComponentChildren } from 'preact';
import { Alert } from './flash.js';
import { AccountField } from './account-field.js';
import { isRefused, type PageContext } from './view.js';

export { AccountField } from './account-field.js';
export { Field } from './field.js';

interface FormProps {
  readonly action: string;
  readonly submit: string;
  readonly context: PageContext;
  readonly next?: string | null;
  /** This is false for a form that does the same whoever is signed in, such as the login's. */
  readonly bound?: boolean;
  readonly children: ComponentChildren;
}

/**
 * Shows a form that only the server checks: `novalidate` makes browsers show the same messages. It names the account
 * that it was shown to, so that it never acts on another one.
 */
export function Form({ action, submit, context, next, bound = true, children }: FormProps) {
  const { form, texts } = context;
  const general = form.alert ?? (isRefused(form) ? texts.validationFailed : undefined);
  return (
    <form method="post" action={action} novalidate>
      <Alert text={general} />
      {bound && <AccountField user={context.user} />}
      {next != null && <input type="hidden" name="next" value={next} />}
      {children}
      <button class="btn btn-primary w-100 mt-2" type="submit">
        {submit}
      </button>
      {isRefused(form) && <script src={context.scripts.refusedForm} defer />}
    </form>
  );
}
