import { controlAttributes, controlClass, type ControlProps, Labelled } from './control.js';

type FieldType = 'text' | 'email' | 'password' | 'date' | 'number' | 'tel' | 'url';

interface FieldProps extends ControlProps {
  readonly type?: FieldType;
  readonly autocomplete: string;
  /** For a number or a date, and how far its values lie apart (`any` for fractions). */
  readonly min?: string;
  readonly max?: string;
  readonly step?: string;
  /** This is the keyboard that a phone shows: `numeric` for digits. */
  readonly inputMode?: 'numeric' | 'text' | undefined;
  /** This is true for what people are called: in any script, with capitals. */
  readonly isName?: boolean;
}

/** Shows a labelled field with its messages and, except for passwords, what was typed. */
export function Field({ type = 'text', autocomplete, min, max, step, inputMode, isName = false, ...control }: FieldProps) {
  const { name, context } = control;
  const attributes = {
    ...controlAttributes(control),
    class: controlClass('form-control', name, context),
    autocomplete,
    spellcheck: false,
    // What is typed may run the other way than the language of the page.
    ...((isName || context.site.direction === 'rtl') && { dir: 'auto' as const }),
    autocapitalize: isName ? ('words' as const) : ('none' as const),
    ...(inputMode !== undefined && { inputMode }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(step !== undefined && { step }),
  };
  return (
    <Labelled {...control}>
      <Input type={type} value={context.form.values[name] ?? ''} attributes={attributes} />
    </Labelled>
  );
}

/** Chooses the input by its type, because Preact types it so; a password never shows what was typed. */
function Input({ type, value, attributes }: { type: FieldType; value: string; attributes: object }) {
  switch (type) {
    case 'password':
      return <input type="password" {...attributes} />;
    case 'email':
      return <input type="email" value={value} {...attributes} />;
    case 'date':
      return <input type="date" value={value} {...attributes} />;
    case 'number':
      return <input type="number" value={value} {...attributes} />;
    case 'tel':
      return <input type="tel" value={value} {...attributes} />;
    case 'url':
      return <input type="url" value={value} {...attributes} />;
    case 'text':
      return <input type="text" value={value} {...attributes} />;
  }
}
