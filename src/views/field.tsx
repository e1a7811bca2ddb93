import { textFor } from '../texts/texts.js';
import type { FieldMessage, PageContext } from './view.js';

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

/** A labelled field with its messages and, except for passwords, what was typed. */
export function Field({ name, label, type = 'text', autocomplete, hint, autofocus = false, context }: FieldProps) {
  const { errors, values } = context.form;
  const messages = errors[name] ?? [];
  const refused = messages.length > 0;
  const [firstAtFault] = Object.keys(errors);
  const described = [hint && `${name}-hint`, refused && `${name}-error`].filter((id) => typeof id === 'string');
  const attributes = {
    id: name,
    name,
    class: `form-control${refused ? ' is-invalid' : ''}`,
    autocomplete,
    autofocus: firstAtFault === undefined ? autofocus : firstAtFault === name,
    required: true,
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
        // Above the field, where a password manager's list does not cover it.
        <div class="form-text mt-0 mb-1" id={`${name}-hint`}>
          {hint}
        </div>
      )}
      <Input type={type} value={values[name] ?? ''} attributes={attributes} />
      <Messages name={name} messages={messages} context={context} />
    </div>
  );
}

/** Preact types an input by its kind; a password never shows what was typed. */
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
    <div class="invalid-feedback" id={`${name}-error`}>
      {messages.map(({ code, values }) => (
        <div key={code}>{textFor(context.texts, code, values)}</div>
      ))}
    </div>
  );
}
