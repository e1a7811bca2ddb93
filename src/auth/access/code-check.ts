import type { VisitorFacts } from '../../http/responses/visitor-facts.js';
import type { Authentication } from '../../sessions/record/authentication.js';
import type { User } from '../../users/user.entity.js';

/**
 * Checks a code of an authenticator app or a recovery code. The room of second factors provides it; the page that asks
 * for an authentication again uses it without knowing that room.
 */
export abstract class CodeCheck {
  /**
   * Uses the code and returns what it has shown, or null for a wrong one, which counts. Throws TooManyAttempts before
   * any look. `by` is who is asking, for the mails that may follow.
   */
  abstract verify(account: Pick<User, 'id' | 'email'>, typed: string, by: VisitorFacts): Promise<Authentication | null>;
}
