/** As much of IMAP (RFC 9051) as a test needs to read mails. */

import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { vi } from 'vitest';

interface Account {
  readonly port: number;
  readonly ca: string;
  readonly user: string;
  readonly password: string;
}

/** The mailbox of one address, over a connection of its own. */
export class ImapMailbox {
  private received = '';
  private count = 0;

  private constructor(private readonly socket: tls.TLSSocket) {
    socket.setEncoding('utf8').on('data', (chunk: string) => (this.received += chunk));
  }

  static async open({ port, ca, user, password }: Account): Promise<ImapMailbox> {
    const socket = tls.connect({ host: '127.0.0.1', port, ca, servername: 'localhost' });
    await once(socket, 'secureConnect');
    const mailbox = new ImapMailbox(socket);
    await mailbox.ask(`LOGIN "${user}" "${password}"`);
    await mailbox.ask('SELECT INBOX');
    return mailbox;
  }

  /** Waits for a mail whose subject has this in it, and returns it as it was delivered. */
  async mailAbout(words: string): Promise<string> {
    const numbers = await vi.waitUntil(
      async () => {
        await this.ask('NOOP');
        return / SEARCH (\d+(?: \d+)*)/.exec(await this.ask(`SEARCH SUBJECT "${words}"`))?.[1];
      },
      { timeout: 30_000, interval: 100 },
    );
    const answer = await this.ask(`FETCH ${numbers.split(' ').at(-1)} BODY.PEEK[]`);
    const [head = '', length = '0'] = /BODY\[\] \{(\d+)\}\r\n/.exec(answer) ?? [];
    return Buffer.from(answer.slice(answer.indexOf(head) + head.length)).toString('utf8', 0, Number(length));
  }

  close(): void {
    this.socket.destroy();
  }

  /** Sends a command, and returns all that is said up to its OK. Throws when it is refused. */
  private async ask(command: string): Promise<string> {
    const tag = `a${(this.count += 1)}`;
    this.received = '';
    this.socket.write(`${tag} ${command}\r\n`);
    const end = new RegExp(`^${tag} (OK|NO|BAD).*\r\n`, 'm');
    const [line, result] = await vi.waitUntil(() => end.exec(this.received), { timeout: 10_000, interval: 10 });
    if (result !== 'OK') throw new Error(`IMAP: ${line}`);
    return this.received;
  }
}

/** Whether somebody listens at this port of 127.0.0.1. */
export async function isListening(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}
