import type { PageContext } from './view.js';

/** A box that shows what is typed into the password fields of its form. The script makes it: without one it would do nothing. */
export function ShowPassword({ context }: { context: PageContext }) {
  return <script src={context.scripts.showPassword} defer data-label="Show what I type" />;
}
