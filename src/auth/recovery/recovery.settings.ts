import type { Environment } from '../../config/environment.js';
import { duration } from '../../config/parsers.js';

/** These settings are about forgotten passwords. Durations are milliseconds. */
export class RecoverySettings {
  /** A mailed link by which a new password is chosen works for so long. */
  readonly resetLinkFor: number;

  constructor(env: Environment) {
    this.resetLinkFor = env.read('RESET_LINK_FOR', duration('30m'), duration);
  }
}
