import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds without a byte after which nothing more is to be expected. */
const SILENCE = 250;

/** A connection whose client does not keep to HTTP. */
export class OddClient {
  received = '';
  closed = false;
  /** When the other side ended it, in milliseconds from its beginning. */
  readonly ended: Promise<number>;
  private readonly socket: Socket;

  constructor(port: number, first: string) {
    const begun = performance.now();
    this.socket = connect(port, '127.0.0.1');
    this.socket.write(Buffer.from(first, 'latin1'));
    this.socket.setEncoding('latin1').on('data', (text) => (this.received += String(text)));
    // A reset is an end too.
    this.socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.socket.once('close', () => {
        this.closed = true;
        resolve(performance.now() - begun);
      });
    });
  }

  /** All that comes until the connection ends or falls silent; then the client leaves. */
  async answers(): Promise<string> {
    let before = -1;
    while (!this.closed && before !== this.received.length) {
      before = this.received === '' ? -1 : this.received.length;
      await Promise.race([this.ended, sleep(SILENCE)]);
    }
    this.leave();
    return this.received;
  }

  /** Sends this every second, until the other side has had enough; the time of that. */
  async drip(text: string): Promise<number> {
    while (!this.closed) {
      this.socket.write(text);
      await Promise.race([this.ended, sleep(1_000)]);
    }
    return this.ended;
  }

  leave(): void {
    this.socket.destroy();
  }
}
