import type { ComposedMail } from '../rendering/composed-mail.js';
import { messageOptions } from '../sending/message-options.js';
import { type Delivery, Sender } from '../sending/sender.js';
import type { KeptMails } from './kept-mails.js';

/** Keeps mails for a developer in the place of sending them. */
export class KeepingSender extends Sender {
  constructor(private readonly kept: KeptMails) {
    super();
  }

  async send(mail: ComposedMail): Promise<Delivery> {
    try {
      const { createTransport } = await import('nodemailer');
      const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(
        messageOptions(mail),
      );
      const { to, accountId, subject, text, html } = mail;
      await this.kept.add({ to, accountId, subject, text, html, raw: message instanceof Buffer ? message.toString('utf8') : '' });
      return { outcome: 'sent' };
    } catch {
      return { outcome: 'failed', reason: 'DATA_DIR', away: true };
    }
  }

  trouble(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  close(): void {}
}
