import { certificates } from '../config/authorities.js';
import type { Environment } from '../config/environment.js';
import { type Address, mailAddress } from './mail-address.js';
import { type MailServer, readMailServer } from './mail-server.js';

/** What an operator says of mail. */
export class MailSettings {
  /** This is undefined where no mail server is named. */
  readonly server: MailServer | undefined;
  /** This is undefined only where no mail server is named. */
  readonly from: Address | undefined;
  readonly replyTo: Address | undefined;
  /** This is a private certificate authority, as PEM. */
  readonly authority: string | undefined;

  constructor(env: Environment) {
    this.server = env.secret<MailServer | undefined>('MAIL_URL', undefined, readMailServer);
    this.from = env.read<Address | undefined>('MAIL_FROM', undefined, mailAddress);
    this.replyTo = env.read<Address | undefined>('MAIL_REPLY_TO', undefined, mailAddress);
    this.authority = env.fileNamedBy('MAIL_CA_FILE', certificates);
    if (this.server !== undefined && this.from === undefined && env.problems.length === 0) {
      env.refuse('MAIL_FROM', 'must be set beside MAIL_URL, for example to Shop <no-reply@mail.example.org>');
    }
    if (this.authority !== undefined && this.server === undefined && env.problems.length === 0) {
      env.refuse('MAIL_CA_FILE', 'needs MAIL_URL, whose server it is for');
    }
  }
}
