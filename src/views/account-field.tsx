import type { ShownUser } from './shown-user.js';

/** Binds a form to the account that it is shown to: sent under another one it is refused, and does nothing. */
export function AccountField({ user }: { user: ShownUser | null }) {
  return user === null ? null : <input type="hidden" name="account" value={user.id} />;
}
