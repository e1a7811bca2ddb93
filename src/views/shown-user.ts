/** A JSON answer tells this of an account, and a page too. */
export interface ShownUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly createdAt: string;
  readonly roles: readonly string[];
}

/** A page knows this of who is signed in. */
export interface PageUser extends ShownUser {
  /** The person wants to be called this; empty means the username. */
  readonly displayName: string;
  /** This is the path of the person's picture; null without one. */
  readonly picture: string | null;
}

/** Returns what a person is called on pages. */
export function nameOf({ displayName, username }: Pick<PageUser, 'displayName' | 'username'>): string {
  return displayName === '' ? username : displayName;
}

/** Returns the path of a picture of this version, which stays the same picture for ever. */
export function picturePath({ id, pictureVersion }: { id: string; pictureVersion: string | null }): string | null {
  return pictureVersion === null ? null : `/people/${id}/picture?v=${pictureVersion}`;
}
