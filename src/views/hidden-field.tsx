import type { PageContext } from './view.js';

/** Carries a value through a form unseen, such as the version that was shown. Whoever sends the form may change it. */
export function HiddenField({ name, context }: { name: string; context: PageContext }) {
  return <input type="hidden" name={name} value={context.form.values[name] ?? ''} />;
}
