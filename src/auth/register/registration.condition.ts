import { Injectable } from '@nestjs/common';
import { RouteCondition } from '../../http/routing/route-condition.js';
import { RegistrationSettings } from '../pending-registration/registration.settings.js';

/** There is no sign-up where accounts come from the operator alone. */
@Injectable()
export class RegistrationCondition extends RouteCondition {
  readonly isMet: boolean;

  constructor({ registration }: RegistrationSettings) {
    super();
    this.isMet = registration !== 'closed';
  }
}
