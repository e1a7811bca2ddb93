import type { Request } from 'express';

/**
 * Request credentials, Flask-Login's request loader: a team may provide one that signs a single request
 * in from a header, without a session and without a cookie.
 */
export abstract class RequestAuthenticator {
  /** The id of the account; undefined when the request carries no such credentials, null when they are wrong (401). */
  abstract authenticate(request: Request): Promise<string | null | undefined>;
}
