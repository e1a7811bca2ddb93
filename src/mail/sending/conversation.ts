import type { MailServer } from '../mail-server.js';
import type { ComposedMail } from '../rendering/composed-mail.js';
import { messageOptions } from './message-options.js';
import { poolOptions, type SmtpOptions } from './smtp-sender.js';

/** What a mail server and we have said to each other about one mail. */
export interface Conversation {
  /** Lines begin with `S:` for the server and `C:` for us; the password is in none, and the mail itself is left out. */
  readonly lines: readonly string[];
  readonly isTaken: boolean;
  /** Says what went wrong, where something did. */
  readonly fault: string | undefined;
}

interface Entry {
  readonly tnx?: string;
}

/** Sends one mail over a connection of its own, and tells what was said. Never rejects. */
export async function converse(options: SmtpOptions, mail: ComposedMail): Promise<Conversation> {
  const { createTransport } = await import('nodemailer');
  const lines: string[] = [];
  const hide = hider(options.server);
  const note = ({ tnx }: Entry, message: string, ...values: unknown[]): void => {
    if (tnx !== 'client' && tnx !== 'server') return;
    const said = hide(withValues(message, values));
    for (const line of said.split(/\r?\n/).filter(Boolean)) lines.push(`${tnx === 'client' ? 'C' : 'S'}: ${line}`);
  };
  const logger = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, note]));
  const transport = createTransport({ ...poolOptions(options), transactionLog: true, logger } as unknown as ReturnType<
    typeof poolOptions
  >);
  try {
    await transport.sendMail(messageOptions(mail));
    return { lines, isTaken: true, fault: undefined };
  } catch (error) {
    return { lines, isTaken: false, fault: hide(error instanceof Error ? error.message : 'unknown') };
  } finally {
    transport.close();
  }
}

/** The library leaves the password out; a server may repeat what it was told. */
function hider({ user, password }: MailServer): (text: string) => string {
  if (user === undefined || password === undefined) return (text) => text;
  const secrets = [password, `\0${user}\0${password}`].flatMap((text) => [text, Buffer.from(text).toString('base64')]);
  return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}

/** The library's words have gaps as `util.format` has. */
function withValues(message: string, values: readonly unknown[]): string {
  const rest = [...values];
  return message.replaceAll('%s', () => {
    const value = rest.shift();
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}
