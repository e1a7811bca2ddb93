/**
 * Keeps what all instances must know of a remember-me series for a moment: whose turn it is, what came of it, and
 * whether the series is barred. Every method is one round trip and takes effect whole or not at all; it rejects when
 * the store cannot be reached.
 */
export abstract class SeriesMarks {
  /** Bars a series that PostgreSQL could not be told to revoke. */
  abstract bar(series: string, until: number): Promise<void>;

  abstract isBarred(series: string): Promise<boolean>;

  /**
   * Takes the turn of a series, unless another one than `over` has it: it returns that one's name, and null for
   * success. The turn expires at `until`.
   */
  abstract takeTurn(series: string, turn: string, until: number, over?: string): Promise<string | null>;

  /** Keeps the outcome of a turn for those who know its name. */
  abstract shareOutcome(series: string, turn: string, outcome: string, until: number): Promise<void>;

  abstract outcomeOfTurn(series: string, turn: string): Promise<string | null>;

  /** Ends a turn if it still is this one's. */
  abstract endTurn(series: string, turn: string): Promise<void>;
}
