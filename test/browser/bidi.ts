import { once } from 'node:events';

interface Message {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly method?: string;
  readonly message?: string;
  readonly result?: unknown;
}

/** WebDriver BiDi (W3C): commands to a browser, and its events. */
export class Bidi {
  private next = 0;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly listeners = new Map<string, () => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.take(JSON.parse(String(data))));
  }

  static async connect(address: string): Promise<Bidi> {
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Bidi(socket);
  }

  /** The command's result. Throws what the browser says of it. */
  async send<Result>(method: string, params: object): Promise<Result> {
    const id = (this.next += 1);
    const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { type, message, result } = await answer;
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result as Result;
  }

  /** The next event of this kind, from now on. */
  nextEvent(method: string): Promise<void> {
    return new Promise((resolve) => this.listeners.set(method, resolve));
  }

  close(): void {
    this.socket.close();
  }

  private take(message: Message): void {
    if (message.id !== undefined) this.waiting.get(message.id)?.(message);
    else if (message.method !== undefined) this.listeners.get(message.method)?.();
  }
}
