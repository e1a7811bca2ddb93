import type { PageContext } from './view.js';

/**
 * Marks where the script puts a box that shows what is typed into the password fields of its form: without a script
 * the box would do nothing.
 */
export function ShowPassword({ context }: { context: PageContext }) {
  return <script src={context.site.comforts.showPassword} defer data-label={context.texts.showPassword} />;
}
