/** A mail server of a test's own, which answers as it is told and remembers what it has taken. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../support/network.js';
import type { ServerCertificate } from '../support/servers/index.js';

/** A mail that the server has taken, or at least heard to its end. */
export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** What the sender asked for of bounces. */
  readonly dsnReturn: string | undefined;
}

/** What the server says at each step; undefined is yes. */
export interface Answers {
  auth?: ((user: string, password: string) => Refusal | undefined) | undefined;
  recipient?: ((address: string) => Refusal | undefined) | undefined;
  /** Is asked after the dot. A promise that never resolves is silence. */
  data?: ((mail: TakenMail) => Refusal | undefined | Promise<Refusal | undefined>) | undefined;
}

/** A reply code and its words. */
export type Refusal = readonly [code: number, words: string];

interface Options {
  readonly port?: number;
  readonly host?: string;
  readonly tls?: ServerCertificate;
  /** TLS begins with the connection. */
  readonly secure?: boolean;
  readonly withAuth?: boolean;
  readonly answers?: Answers;
}

export class MailServer {
  /** What it has said yes to. */
  readonly taken: TakenMail[] = [];
  /** Every mail that it has heard to the dot, whatever it said then. */
  readonly heard: TakenMail[] = [];
  /** Every pair of user and password that it was told. */
  readonly logins: [user: string, password: string][] = [];
  /** Recipients that somebody has named. */
  readonly recipients: string[] = [];
  connections = 0;
  private server: SMTPServer | undefined;

  private constructor(
    readonly port: number,
    private readonly options: Options,
    readonly answers: Answers,
  ) {}

  static async start(options: Options = {}): Promise<MailServer> {
    const server = new MailServer(options.port ?? (await freePort()), options, options.answers ?? {});
    await server.open();
    return server;
  }

  /** Finds a port at which nobody listens yet; `open` begins. */
  static async away(options: Options = {}): Promise<MailServer> {
    return new MailServer(options.port ?? (await freePort()), options, options.answers ?? {});
  }

  get url(): string {
    const { secure = false, withAuth = false, host = '127.0.0.1' } = this.options;
    return `${secure ? 'smtps' : 'smtp'}://${withAuth ? 'shop:a-secret-word@' : ''}${host}:${this.port}`;
  }

  async open(): Promise<void> {
    const { tls, secure = false, withAuth = false, host = '127.0.0.1' } = this.options;
    const server = new SMTPServer({
      secure,
      // Its own certificate has expired, so it offers STARTTLS only with one of a test's.
      disabledCommands: [...(tls === undefined || secure ? ['STARTTLS'] : []), ...(withAuth ? [] : ['AUTH'])],
      ...(tls && { key: readFileSync(tls.key), cert: readFileSync(tls.certificate) }),
      hideDSN: false,
      allowInsecureAuth: true,
      authOptional: !withAuth,
      disableReverseLookup: true,
      logger: false,
      onAuth: ({ username: user, password: word }, _session, callback) => {
        const [username, password] = [user ?? '', word ?? ''];
        this.logins.push([username, password]);
        const refusal = this.answers.auth?.(username, password);
        callback(refusal && asError(refusal), { user: username });
      },
      onRcptTo: ({ address }, _session, callback) => {
        this.recipients.push(address);
        const refusal = this.answers.recipient?.(address);
        callback(refusal && asError(refusal));
      },
      onData: (stream, { envelope }, callback) => {
        void text(stream).then(async (raw) => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          const to = envelope.rcptTo.map(({ address }) => address);
          const mail = { from, to, raw, dsnReturn: envelope.dsn?.ret ?? undefined };
          this.heard.push(mail);
          const refusal = await this.answers.data?.(mail);
          if (refusal === undefined) this.taken.push(mail);
          callback(refusal && asError(refusal));
        }, callback);
      },
    });
    // Whoever hangs up in the middle is no fault of this server.
    server.on('error', () => undefined);
    this.server = server;
    server.server.on('connection', () => (this.connections += 1));
    server.listen(this.port, host);
    await once(server.server, 'listening');
  }

  /** Nobody listens any more, and connections break. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    for (const connection of server.connections) connection._socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

function asError([responseCode, words]: Refusal): Error {
  return Object.assign(new Error(words), { responseCode });
}

/** The header fields of a message, unfolded, by their names in lower case. */
export function headersOf(raw: string): Map<string, string> {
  const [head = ''] = raw.split(/\r?\n\r?\n/);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
}
