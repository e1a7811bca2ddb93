import type { Request } from 'express';

/**
 * A team may provide one to sign a single request in by a header, without a session and without a cookie (Flask-Login
 * calls it a request loader).
 */
export abstract class RequestAuthenticator {
  /**
   * Returns the id of the account, undefined when the request carries no such credentials, or null when they are
   * wrong (401).
   */
  abstract authenticate(request: Request): Promise<string | null | undefined>;
}
