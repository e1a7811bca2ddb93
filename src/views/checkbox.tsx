import type { PageContext } from './view.js';

/** Shows a labelled box that keeps its state when the form is shown again. */
export function Checkbox({ name, label, context }: { name: string; label: string; context: PageContext }) {
  const checked = (context.form.values[name] ?? '') !== '';
  return (
    <div class="form-check mb-3">
      <input class="form-check-input" type="checkbox" id={name} name={name} checked={checked} />
      <label class="form-check-label" for={name}>
        {label}
      </label>
    </div>
  );
}
