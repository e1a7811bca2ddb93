import type { Environment } from '../../config/environment.js';
import { duration } from '../../config/parsers.js';

/** These settings are about a change of address. Durations are milliseconds. */
export class EmailSettings {
  /** The link that is mailed to the new address works for so long. */
  readonly changeLinkFor: number;
  /** The link that is mailed to the old address, and takes the change back, works for so long. */
  readonly undoLinkFor: number;

  constructor(env: Environment) {
    this.changeLinkFor = env.read('EMAIL_CHANGE_LINK_FOR', duration('1h'), duration);
    this.undoLinkFor = env.read('EMAIL_UNDO_LINK_FOR', duration('7d'), duration);
  }
}
