import { AccountField } from './account-field.js';
import type { ShownUser } from './shown-user.js';

interface ButtonFormProps {
  readonly action: string;
  readonly label: string;
  /** A screen reader says this in the place of the label, where several buttons have the same one. */
  readonly name?: string;
  /** These are Bootstrap's classes of the button. */
  readonly look: string;
  readonly user: ShownUser | null;
}

/** Shows a form that is one button. It names the account that it acts for. */
export function ButtonForm({ action, label, name, look, user }: ButtonFormProps) {
  return (
    <form method="post" action={action}>
      <AccountField user={user} always />
      <button class={`btn ${look}`} type="submit" aria-label={name}>
        {label}
      </button>
    </form>
  );
}
