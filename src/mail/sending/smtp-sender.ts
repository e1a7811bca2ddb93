import { isIP } from 'node:net';
import type { NodemailerError, SMTPPoolOptions, SMTPPoolSentMessageInfo, Transporter } from 'nodemailer';
import type { MailServer } from '../mail-server.js';
import type { ComposedMail } from '../rendering/composed-mail.js';
import { messageOptions } from './message-options.js';
import { type Delivery, Sender } from './sender.js';

/** The mail server has so many milliseconds for each step; nodemailer's own would be minutes. */
const STEP = 10_000;

/** So many mails are on their way at once, over connections that are kept; providers allow few. */
export const CONNECTIONS = 5;

export interface SmtpOptions {
  readonly server: MailServer;
  readonly authority: string | undefined;
  readonly stepTimeout?: number;
}

type Transport = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>;

/** Hands mails to a mail server. The library and its connections are made at the first mail. */
export class SmtpSender extends Sender {
  private transport: Promise<Transport> | undefined;

  constructor(private readonly options: SmtpOptions) {
    super();
  }

  async send(mail: ComposedMail, signal: AbortSignal): Promise<Delivery> {
    try {
      const transport = await this.open();
      await transport.sendMail({ ...messageOptions(mail), signal });
      return { outcome: 'sent' };
    } catch (error) {
      return deliveryOf(error as NodemailerError);
    }
  }

  async trouble(): Promise<string | undefined> {
    try {
      await (await this.open()).verify();
      return undefined;
    } catch (error) {
      return reasonOf(error as NodemailerError);
    }
  }

  /** A mail in flight is cut off: whoever sends aborts it first. */
  close(): void {
    void this.transport?.then((transport) => (transport.transporter as { close(options: object): void }).close({ force: true }));
    this.transport = undefined;
  }

  private open(): Promise<Transport> {
    this.transport ??= import('nodemailer').then(({ createTransport }) => createTransport(poolOptions(this.options)));
    return this.transport;
  }
}

/** Says in nodemailer's words how a server is spoken to. */
export function poolOptions({ server, authority, stepTimeout = STEP }: SmtpOptions): SMTPPoolOptions & { pool: true } {
  const { host, port, secure, requireTls, user, password } = server;
  return {
    pool: true,
    maxConnections: CONNECTIONS,
    // A mail whose connection broke may have arrived: the outbox tries again, with a pause and a count.
    maxRequeues: 0,
    host,
    port,
    secure,
    requireTLS: requireTls,
    // Without it a server that offers no AUTH would be given mails by nobody.
    ...(user !== undefined && { auth: { user, pass: password ?? '' }, forceAuth: true }),
    tls: {
      ...(authority !== undefined && { ca: authority }),
      ...(isIP(host) === 0 && { servername: host }),
      rejectUnauthorized: true,
    },
    dnsTimeout: stepTimeout,
    connectionTimeout: stepTimeout,
    greetingTimeout: stepTimeout,
    // This counts from the last byte, so also after the dot.
    socketTimeout: stepTimeout,
  };
}

/** These are faults of the way to the server, or of ours (password, TLS): every other mail would meet them too. */
const AWAY = ['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ETLS', 'EPROTOCOL', 'EAUTH', 'ENOAUTH'];

/** nodemailer calls many faults permanent that are ours to mend; only a recipient that is refused ends a mail. */
export function deliveryOf(error: NodemailerError): Delivery {
  const { code = '', command = '', responseCode = 0 } = error;
  const reason = reasonOf(error);
  if (code === 'EENVELOPE' && command === 'RCPT TO' && responseCode >= 500) return { outcome: 'refused', reason };
  return { outcome: 'failed', reason, away: AWAY.includes(code) };
}

/** Names a fault by codes alone: what a server says may quote the address. */
function reasonOf({ code = 'unknown', command = '', responseCode }: NodemailerError): string {
  const step = /^[A-Z][A-Z ]{0,20}$/.test(command) ? command : '';
  return [code, step, responseCode].filter(Boolean).join(' ');
}
