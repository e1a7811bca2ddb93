import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './free-port.js';

type Mode = 'open' | 'silent';

/** The way to a server, by which a test makes it unreachable in the ways of real networks. */
export class Network {
  /** Everything that was sent towards the server since the start. */
  sent = '';
  private readonly sockets = new Set<Socket>();
  private mode: Mode = 'open';
  private listener: Server | undefined;

  private constructor(
    readonly port: number,
    private target: { readonly host: string; readonly port: number },
  ) {}

  static async to(url: string): Promise<Network> {
    const network = new Network(await freePort(), targetOf(url));
    await network.open();
    return network;
  }

  /** The same server by this way. */
  by(url: string): string {
    const own = new URL(url);
    own.host = `127.0.0.1:${this.port}`;
    return own.href;
  }

  /** New connections lead to the server; those that were silent stay so, like those that a firewall has forgotten. */
  async open(): Promise<void> {
    this.mode = 'open';
    if (this.listener !== undefined) return;
    this.listener = createServer((socket) => this.join(socket)).listen(this.port, '127.0.0.1');
    await once(this.listener, 'listening');
  }

  /** Connections are accepted, and nothing that is sent on them, or on those from before, arrives. */
  silence(): void {
    this.mode = 'silent';
    for (const socket of this.sockets) silence(socket);
  }

  /** New connections lead to another server; those that are there stay where they are. */
  leadTo(url: string): void {
    this.target = targetOf(url);
  }

  /** Connections break; new ones are welcome. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections break, and new ones are refused. */
  async close(): Promise<void> {
    const listener = this.listener;
    this.listener = undefined;
    const closed = listener && once(listener, 'close');
    listener?.close();
    this.cut();
    await closed;
  }

  private join(socket: Socket): void {
    this.keep(socket);
    if (this.mode === 'silent') return silence(socket);
    const server = this.keep(connect(this.target));
    socket.on('data', (data) => (this.sent += data.toString('latin1')));
    socket.pipe(server).pipe(socket);
    socket.once('close', () => server.destroy());
    server.once('close', () => socket.destroy());
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    return socket.once('close', () => this.sockets.delete(socket));
  }
}

function targetOf(url: string) {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
}

function silence(socket: Socket): void {
  socket.unpipe();
  socket.removeAllListeners('data');
  // Read on, so that the sender's buffers never fill.
  socket.on('data', () => undefined);
  socket.resume();
}
