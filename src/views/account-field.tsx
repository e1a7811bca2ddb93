import type { ShownUser } from './shown-user.js';

interface AccountFieldProps {
  readonly user: ShownUser | null;
  /** This is true where a form has no other field: lynx sends a form without a named field as GET. */
  readonly always?: boolean;
}

/** Binds a form to the account that it is shown to: sent under another one it is refused, and does nothing. */
export function AccountField({ user, always = false }: AccountFieldProps) {
  return user === null && !always ? null : <input type="hidden" name="account" value={user?.id ?? ''} />;
}
