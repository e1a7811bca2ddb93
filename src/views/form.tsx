import type { ComponentChildren } from 'preact';
import { Alert } from './flash.js';
import { isRefused, type PageContext } from './view.js';

export { Field } from './field.js';

interface FormProps {
  readonly action: string;
  readonly submit: string;
  readonly context: PageContext;
  readonly next?: string | null;
  readonly children: ComponentChildren;
}

/** A form that checks itself on the server: `novalidate`, so that browsers show the same messages. */
export function Form({ action, submit, context, next, children }: FormProps) {
  const { form, texts } = context;
  const general = form.alert ?? (isRefused(form) ? texts.validationFailed : undefined);
  return (
    <form method="post" action={action} novalidate>
      <Alert text={general} />
      {next != null && <input type="hidden" name="next" value={next} />}
      {children}
      <button class="btn btn-primary w-100 mt-2" type="submit">
        {submit}
      </button>
      {isRefused(form) && <script src={context.scripts.refusedForm} defer />}
    </form>
  );
}
