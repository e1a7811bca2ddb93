import type { PageContext } from './view.js';

interface ButtonFormProps {
  readonly action: string;
  readonly label: string;
  /** A screen reader says this in the place of the label, where several buttons have the same one. */
  readonly name?: string;
  /** These are Bootstrap's classes of the button. */
  readonly look: string;
  readonly user: PageContext['user'];
}

/**
 * Shows a form that is one button. It names the account that it acts for: a form without a named field goes as GET in
 * lynx.
 */
export function ButtonForm({ action, label, name, look, user }: ButtonFormProps) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="account" value={user?.id ?? ''} />
      <button class={`btn ${look}`} type="submit" aria-label={name}>
        {label}
      </button>
    </form>
  );
}
