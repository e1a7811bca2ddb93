import type { Environment } from '../../config/environment.js';
import { oneOf } from '../../config/parsers.js';
import { refuseWithoutMail } from '../../mail/refuse-without-mail.js';

/** Anybody may sign up and is told what is taken, nobody is told whose address is taken, or nobody may sign up. */
export const REGISTRATIONS = ['open', 'discreet', 'closed'] as const;

export type Registration = (typeof REGISTRATIONS)[number];

/** This setting says who may make an account, and what they are told. */
export class RegistrationSettings {
  readonly registration: Registration;

  constructor(env: Environment) {
    this.registration = env.read('REGISTRATION', 'open', oneOf(REGISTRATIONS));
    if (this.registration === 'discreet') {
      refuseWithoutMail(env, 'REGISTRATION', 'discreet needs MAIL_URL: a sign-up ends with a mailed link');
    }
  }
}
