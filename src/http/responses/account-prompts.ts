import type { ShownBanner } from '../../views/page-context.js';
import type { ShownUser } from '../../views/shown-user.js';

/** Knows what pages remind people of. A room above provides it, since this one knows nothing of accounts and mails. */
export abstract class AccountPrompts {
  /** This page is for people who have forgotten their password; undefined where nothing can be done for them. */
  abstract readonly forgotPasswordPath: string | undefined;
  /** This page makes an account; undefined where nobody may sign up. */
  abstract readonly registerPath: string | undefined;

  /** Returns what every page tells this person; undefined for nothing. One object for all, so that it costs nothing. */
  abstract bannerFor(user: ShownUser): ShownBanner | undefined;
}
