import { ALERT_ID, flashId } from './flash.js';
import { textFor } from '../texts/texts.js';
import { type FieldMessage, isRefused, type PageContext } from './view.js';

type FieldType = 'text' | 'email' | 'password';

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: FieldType;
  readonly autocomplete: string;
  readonly hint?: string;
  readonly autofocus?: boolean;
  readonly context: PageContext;
}

/**
 * Shows a labelled field with its messages and, except for passwords, what was typed. It uses `aria-required`, never
 * `required`, because Firefox and WebKitGTK call an untouched required field invalid, `novalidate` or not.
 */
export function Field({ name, label, type = 'text', autocomplete, hint, autofocus = false, context }: FieldProps) {
  const { errors, values } = context.form;
  const messages = errors[name] ?? [];
  const refused = messages.length > 0;
  const [firstAtFault] = Object.keys(errors);
  const takesFocus = firstAtFault === undefined ? autofocus : firstAtFault === name;
  const described = [
    ...(hint ? [`${name}-hint`] : []),
    ...(refused ? [`${name}-error`] : []),
    ...(takesFocus ? messagesOfPage(context) : []),
  ];
  const attributes = {
    id: name,
    name,
    class: `form-control${refused ? ' is-invalid' : ''}`,
    autocomplete,
    autofocus: takesFocus,
    'aria-required': true,
    spellcheck: false,
    autocapitalize: 'none' as const,
    ...(refused && { 'aria-invalid': 'true' as const }),
    ...(described.length > 0 && { 'aria-describedby': described.join(' ') }),
  };
  return (
    <div class="mb-3">
      <label class="form-label mb-1 fw-medium" for={name}>
        {label}
      </label>
      {hint && (
        // The hint stands above the field, where a password manager's list does not cover it.
        <div class="form-text mt-0 mb-1" id={`${name}-hint`}>
          {hint}
        </div>
      )}
      <Input type={type} value={values[name] ?? ''} attributes={attributes} />
      <Messages name={name} messages={messages} context={context} />
    </div>
  );
}

/**
 * Returns the ids of what the page says as a whole. Screen readers say nothing of an alert that is there when a page
 * loads and a field takes the focus (Orca with Firefox and WebKitGTK), but they say the description of that field.
 * The ids are those of elements without a role: a status or an alert itself describes nothing in those browsers.
 */
function messagesOfPage({ form, flashes }: PageContext): string[] {
  return [...(isRefused(form) ? [ALERT_ID] : []), ...flashes.map(({ code }) => flashId(code))];
}

/** Chooses the input by its type, because Preact types it so; a password never shows what was typed. */
function Input({ type, value, attributes }: { type: FieldType; value: string; attributes: object }) {
  if (type === 'password') return <input type="password" {...attributes} />;
  return type === 'email' ? (
    <input type="email" value={value} {...attributes} />
  ) : (
    <input type="text" value={value} {...attributes} />
  );
}

function Messages({ name, messages, context }: { name: string; messages: readonly FieldMessage[]; context: PageContext }) {
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
