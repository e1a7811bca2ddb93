import { controlAttributes, controlClass, type ControlProps, Labelled } from './control.js';

/** Shows a labelled field of several lines, with what was typed. */
export function TextArea({ rows = 5, ...control }: ControlProps & { readonly rows?: number }) {
  const { name, context } = control;
  return (
    <Labelled {...control}>
      <textarea
        {...controlAttributes(control)}
        class={controlClass('form-control', name, context)}
        rows={rows}
        autocomplete="off"
        value={context.form.values[name] ?? ''}
      />
    </Labelled>
  );
}
