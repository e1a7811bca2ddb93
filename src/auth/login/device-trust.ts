import type { Request, Response } from 'express';
import type { User } from '../../users/user.entity.js';
import type { PendingLogin } from './pending-login.js';

/** This is asked of an account before a device of it is spared something. */
export type TrustingUser = Pick<User, 'id' | 'roles' | 'passwordVersion' | 'passkeyAfterPassword'>;

/** Knows the browsers whose people have asked to be spared the second step there. The room of second factors provides it. */
export abstract class DeviceTrust {
  /** Tells whether this browser is a trusted device of the account. */
  abstract has(request: Request, user: TrustingUser): Promise<boolean>;

  /** Makes this browser one, at the end of a whole login; a repetition of the same login replaces what it has made before. */
  abstract keep(request: Request, response: Response, user: User, login: PendingLogin): Promise<void>;
}
