import type { Environment } from '../../config/environment.js';
import { duration, oneOf } from '../../config/parsers.js';
import { refuseWithoutMail } from '../../mail/refuse-without-mail.js';

/** These settings are about the proof of an address. Durations are milliseconds. */
export class VerificationSettings {
  /** `required`: nobody logs in before the address is proven. */
  readonly emailVerification: 'optional' | 'required';
  /** A mailed link by which an address is proven works for so long. */
  readonly verifyLinkFor: number;

  constructor(env: Environment) {
    this.emailVerification = env.read('EMAIL_VERIFICATION', 'optional', oneOf(['optional', 'required']));
    // Who asks for it believes that nobody gets in without a proof, and without mail nobody would be asked for one.
    if (this.emailVerification === 'required') {
      refuseWithoutMail(
        env,
        'EMAIL_VERIFICATION',
        'required needs MAIL_URL, by which addresses are proven: set it, or say optional',
      );
    }
    this.verifyLinkFor = env.read('VERIFY_LINK_FOR', duration('48h'), duration);
  }
}
