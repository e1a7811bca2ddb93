import { Injectable } from '@nestjs/common';
import { RouteCondition, ThereIf } from '../http/routing/route-condition.js';
import { Outbox } from './outbox.js';

/** What cannot work without mail is not there without it. */
@Injectable()
export class MailCondition extends RouteCondition {
  readonly isMet: boolean;

  constructor(outbox: Outbox) {
    super();
    this.isMet = outbox.isOpen;
  }
}

/** Makes a handler, or all of a controller, be no route where there is no way to send mail, whoever asks. */
export const NeedsMail = () => ThereIf(MailCondition);
