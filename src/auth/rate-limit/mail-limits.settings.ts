import type { Environment } from '../../config/environment.js';
import { limits } from '../../config/parsers.js';
import type { Limit } from '../../config/settings.js';

/** How many mails people who are not signed in may cause; an empty list means no limit. */
export class MailLimitsSettings {
  /** This limits mails to one address. */
  readonly toOneAddress: readonly Limit[];
  /** This limits requests for mail per client address. */
  readonly fromOneClient: readonly Limit[];

  constructor(env: Environment) {
    this.toOneAddress = env.read('THROTTLE_MAIL', limits('3/15m,10/24h'), limits);
    this.fromOneClient = env.read('THROTTLE_MAIL_ADDRESS', limits('20/1h'), limits);
  }
}
