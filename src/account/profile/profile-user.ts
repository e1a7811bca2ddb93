import { shownUser } from '../../http/responses/responder.js';
import type { Principal } from '../../users/principal/principal.js';
import { picturePath, type ShownUser } from '../../views/shown-user.js';

/** The routes of the profile tell this of an account besides what all do. */
export interface ProfileUser extends ShownUser {
  readonly displayName: string;
  readonly theme: string;
  /** This is the path of the picture; null without one. */
  readonly picture: string | null;
}

export function profileUser(principal: Principal): ProfileUser {
  const { displayName, theme } = principal;
  return { ...shownUser(principal), displayName, theme, picture: picturePath(principal) };
}
