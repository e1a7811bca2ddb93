import type { Outcome } from './outcome.js';

/** Guards cannot return an answer, so they throw this when the request is not refused but done. */
export class OutcomeThrown extends Error {
  override readonly name = 'OutcomeThrown';

  constructor(readonly outcome: Outcome) {
    super('outcome');
  }
}
