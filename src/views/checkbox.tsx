import { controlAttributes, controlClass, type ControlProps, Hint, Messages } from './control.js';

/** Shows a labelled box that keeps its state when the form is shown again, with what is wrong with it. */
export function Checkbox(control: Omit<ControlProps, 'optional'>) {
  const { name, label, hint, context } = control;
  const checked = (context.form.values[name] ?? '') !== '';
  return (
    <div class="form-check mb-3">
      <input
        class={controlClass('form-check-input', name, context)}
        type="checkbox"
        {...controlAttributes({ ...control, optional: true })}
        checked={checked}
      />
      <label class="form-check-label" for={name}>
        {label}
      </label>
      <Hint name={name} text={hint} />
      <Messages name={name} context={context} />
    </div>
  );
}
