import type { Environment } from '../../config/environment.js';
import type { LifePart } from '../../config/settings-parts.js';
import { duration, trueOrFalse } from '../../config/parsers.js';

/** These settings say how long a device is remembered. Durations are milliseconds. */
export class RememberMeSettings implements LifePart {
  readonly rememberMeDuration: number;
  /** This is true when each use of a series moves its expiry. */
  readonly rememberMeRefresh: boolean;
  /** A validator is still accepted for so long after its successor has replaced it. */
  readonly rememberMeGrace: number;

  constructor(env: Environment) {
    this.rememberMeDuration = env.read('REMEMBER_ME_DURATION', duration('14d'), duration);
    this.rememberMeRefresh = env.read('REMEMBER_ME_REFRESH', false, trueOrFalse);
    this.rememberMeGrace = env.read('REMEMBER_ME_GRACE', duration('30s'), duration);
  }

  get longestLife(): number {
    return this.rememberMeDuration;
  }
}
