import type { Request, Response } from 'express';

declare global {
  namespace Express {
    interface Request {
      /** Where the login step stands that holds a restore of this browser back. */
      pendingStep?: string;
    }
  }
}

/** The series that a browser wants to be signed in by, and its account's id. */
export interface RestoredSeries {
  readonly selector: string;
  readonly user: string;
}

/**
 * Asked before remember-me signs a browser in: a step of the login may come first. The logins' room provides it, which
 * stands above this one.
 */
export abstract class RestoreGate {
  /** Whether this browser is on its way through such a step already: then nothing is restored, and no validator is spent. */
  abstract isHeld(request: Request, selector: string | undefined): boolean;

  /** Whether a step comes before this restore. */
  abstract isDue(series: RestoredSeries): Promise<boolean>;

  /** Makes the restore a pending login, whose cookie the answer sets. */
  abstract hold(request: Request, response: Response, series: RestoredSeries): Promise<void>;
}
