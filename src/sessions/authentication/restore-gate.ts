import type { Request, Response } from 'express';

declare global {
  namespace Express {
    interface Request {
      /** This is the path of the login step that holds back a restore of this browser. */
      pendingStep?: string;
    }
  }
}

/** This is the series that a browser presents, with its account's id. */
export interface RestoredSeries {
  readonly selector: string;
  readonly user: string;
}

/**
 * Is asked before remember-me signs a browser in, because a login step may come first. The room of logins provides
 * it, since this room must not import that one.
 */
export abstract class RestoreGate {
  /** Tells whether this browser is at such a step already: then nothing is restored, and no validator is spent. */
  abstract isHeld(request: Request, selector: string | undefined): boolean;

  /** Tells whether a login step comes before this restore. */
  abstract isDue(request: Request, series: RestoredSeries): Promise<boolean>;

  /** Makes the restore a pending login, whose cookie the answer sets. */
  abstract hold(request: Request, response: Response, series: RestoredSeries): Promise<void>;
}
