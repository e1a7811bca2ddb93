import type { Environment } from '../../../src/config/environment.js';
import { wholeNumber } from '../../../src/config/parsers.js';

/** What an operator says of notes. */
export class NotesSettings {
  /** How many notes the page shows. */
  readonly shown: number;

  constructor(env: Environment) {
    this.shown = env.read('NOTES_SHOWN', 20, wholeNumber(1, 100));
  }
}
