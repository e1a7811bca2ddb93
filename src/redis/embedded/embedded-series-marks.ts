import { barKey, outcomeKey, turnKey } from '../keys.js';
import { SeriesMarks } from '../series-marks.js';
import type { EmbeddedFile } from './embedded-file.js';

/** Keeps the marks of remember-me series in the file of the embedded default. No method yields in between, so each is atomic. */
export class EmbeddedSeriesMarks extends SeriesMarks {
  constructor(private readonly file: EmbeddedFile) {
    super();
  }

  async bar(series: string, until: number) {
    this.file.set(barKey(series), '1', until);
  }

  async isBarred(series: string) {
    return this.file.value(barKey(series)) !== null;
  }

  async takeTurn(series: string, turn: string, until: number, over?: string) {
    const holder = this.file.value(turnKey(series));
    if (holder !== null && holder !== over) return holder;
    this.file.set(turnKey(series), turn, until);
    return null;
  }

  async shareOutcome(series: string, turn: string, outcome: string, until: number) {
    this.file.set(outcomeKey(series, turn), outcome, until);
  }

  async outcomeOfTurn(series: string, turn: string) {
    return this.file.value(outcomeKey(series, turn));
  }

  async endTurn(series: string, turn: string) {
    if (this.file.value(turnKey(series)) === turn) this.file.delete(turnKey(series));
  }
}
