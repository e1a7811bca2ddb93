import type { RedirectOutcome } from './outcome.js';

/** For guards, which cannot return an answer: the request is not refused but done with. */
export class OutcomeThrown extends Error {
  override readonly name = 'OutcomeThrown';

  constructor(readonly outcome: RedirectOutcome) {
    super('outcome');
  }
}
