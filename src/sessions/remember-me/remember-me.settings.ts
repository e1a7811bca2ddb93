import type { Environment } from '../../config/environment.js';
import { duration, trueOrFalse } from '../../config/parsers.js';

/** How long a device is remembered. Durations are milliseconds. */
export class RememberMeSettings {
  readonly rememberMeDuration: number;
  /** Whether each use of a series moves its end. */
  readonly rememberMeRefresh: boolean;
  /** How long a validator is still honoured after another one has taken its place. */
  readonly rememberMeGrace: number;

  constructor(env: Environment) {
    this.rememberMeDuration = env.read('REMEMBER_ME_DURATION', duration('14d'), duration);
    this.rememberMeRefresh = env.read('REMEMBER_ME_REFRESH', false, trueOrFalse);
    this.rememberMeGrace = env.read('REMEMBER_ME_GRACE', duration('30s'), duration);
  }
}
