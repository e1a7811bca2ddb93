import type { Environment } from '../../config/environment.js';
import { duration, durationOrNone } from '../../config/parsers.js';

export class DeletionSettings {
  /** A closed account is removed after so many milliseconds; 0 is at once. */
  readonly deletionGrace: number;

  constructor(env: Environment) {
    this.deletionGrace = env.read('DELETION_GRACE', duration('14d'), durationOrNone);
  }
}
