import { once } from 'node:events';
import net from 'node:net';

type Answer = [kind: 1, id: number, error: { message: string } | null, result: unknown];

/** Firefox's own protocol of automation, which geckodriver speaks: it has what WebDriver BiDi lacks. */
export class Marionette {
  private next = 0;
  private read = Buffer.alloc(0);
  private readonly waiting = new Map<number, (answer: Answer) => void>();

  /** Where WebDriver BiDi goes on in the same session: Firefox has one at a time. */
  bidiAddress = '';

  private constructor(private readonly socket: net.Socket) {
    socket.on('data', (data: Buffer) => this.take(data));
  }

  /** Connects to the port that Firefox has written into its profile, and begins the session that commands need. */
  static async connect(port: number): Promise<Marionette> {
    const socket = net.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const marionette = new Marionette(socket);
    const asked = { webSocketUrl: true };
    const begun = await marionette.send<{ capabilities: { webSocketUrl: string } }>('WebDriver:NewSession', asked);
    marionette.bidiAddress = begun.capabilities.webSocketUrl;
    return marionette;
  }

  /** The command's result. Throws what Firefox says of it. */
  async send<Result>(command: string, parameters: object): Promise<Result> {
    const id = (this.next += 1);
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    const message = JSON.stringify([0, id, command, parameters]);
    this.socket.write(`${Buffer.byteLength(message)}:${message}`);
    const [, , error, result] = await answer;
    if (error !== null) throw new Error(`${command}: ${error.message}`);
    return result as Result;
  }

  close(): void {
    this.socket.destroy();
  }

  /** A message is its length in bytes, a colon, and JSON; the first one greets and answers nothing. */
  private take(data: Buffer): void {
    this.read = Buffer.concat([this.read, data]);
    for (;;) {
      const start = this.read.indexOf(':') + 1;
      const end = start + Number(this.read.subarray(0, Math.max(start - 1, 0)));
      if (start === 0 || this.read.length < end) return;
      const message = JSON.parse(this.read.subarray(start, end).toString()) as Answer | object;
      this.read = this.read.subarray(end);
      if (Array.isArray(message)) this.waiting.get(message[1])?.(message as Answer);
    }
  }
}
