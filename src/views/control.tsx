import type { ComponentChildren } from 'preact';
import { textFor } from '../texts/texts.js';
import { ALERT_ID, flashId } from './flash.js';
import { type FieldMessage, isRefused, type PageContext } from './view.js';

/** Every control of a form has these. */
export interface ControlProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly autofocus?: boolean | undefined;
  /** This may stay empty. */
  readonly optional?: boolean | undefined;
  readonly context: PageContext;
}

/**
 * Returns the attributes by which a control says what it is and what is wrong with it. It uses `aria-required`, never
 * `required`, because Firefox and WebKitGTK call an untouched required field invalid, `novalidate` or not.
 */
export function controlAttributes({ name, hint, autofocus = false, optional = false, context }: Omit<ControlProps, 'label'>) {
  const { errors } = context.form;
  const refused = messagesOf(name, context).length > 0;
  const [firstAtFault] = Object.keys(errors);
  const takesFocus = firstAtFault === undefined ? autofocus : firstAtFault === name;
  const described = [
    ...(hint ? [`${name}-hint`] : []),
    ...(refused ? [`${name}-error`] : []),
    ...(takesFocus ? messagesOfPage(context) : []),
  ];
  return {
    id: name,
    name,
    autofocus: takesFocus,
    ...(!optional && { 'aria-required': true }),
    ...(refused && { 'aria-invalid': 'true' as const }),
    ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
  };
}

/** Returns Bootstrap's class of a control, marked where it was refused. */
export function controlClass(base: string, name: string, context: PageContext): string {
  return messagesOf(name, context).length > 0 ? `${base} is-invalid` : base;
}

/** Shows a control with its label, its hint and its messages. */
export function Labelled({ name, label, hint, context, children }: ControlProps & { readonly children: ComponentChildren }) {
  return (
    <div class="mb-3">
      <label class="form-label mb-1 fw-medium" for={name}>
        {label}
      </label>
      <Hint name={name} text={hint} />
      {children}
      <Messages name={name} context={context} />
    </div>
  );
}

/** Shows a hint above its control, where a password manager's list does not cover it. */
export function Hint({ name, text }: { name: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <div class="form-text mt-0 mb-1" id={`${name}-hint`}>
      {text}
    </div>
  );
}

/** Shows what is wrong with a control. */
export function Messages({ name, context }: { name: string; context: PageContext }) {
  const messages = messagesOf(name, context);
  if (messages.length === 0) return null;
  return (
    // Bootstrap shows its own class by a sibling selector only, which small browsers do not know (Dillo).
    <div class="field-error small mt-1" id={`${name}-error`}>
      {messages.map(({ code, values }) => (
        <div key={code}>{textFor(context.texts, code, values)}</div>
      ))}
    </div>
  );
}

function messagesOf(name: string, { form }: PageContext): readonly FieldMessage[] {
  return form.errors[name] ?? [];
}

/**
 * Returns the ids of what the page says as a whole. Screen readers say nothing of an alert that is there when a page
 * loads and a field takes the focus (Orca with Firefox and WebKitGTK), but they say the description of that field.
 * The ids are those of elements without a role: a status or an alert itself describes nothing in those browsers.
 */
function messagesOfPage({ form, flashes }: PageContext): string[] {
  return [...(isRefused(form) ? [ALERT_ID] : []), ...flashes.map(({ code }) => flashId(code))];
}
