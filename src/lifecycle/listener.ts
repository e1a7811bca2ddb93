import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Settings } from '../config/settings.js';
import { untilEventLoopIdle } from './event-loop-idle.js';
import { SocketFile } from './socket-file.js';

/**
 * How long a connection may take to bring its first request, or its next one, while the listener closes: longer
 * than a proxy needs to use one that it holds. Milliseconds.
 */
const SETTLE = 300;

/** How often connections that have become idle are looked for, in milliseconds. */
const LOOK_EVERY = 50;

/** Where the product is reached: an address, or a Unix socket. */
export class Listener {
  private constructor(
    private readonly server: Server,
    private readonly file: SocketFile | undefined,
  ) {}

  /** Listens. Throws a StartError when LISTEN_SOCKET is somebody else's, and the system's error otherwise. */
  static async open(app: NestExpressApplication, { listenSocket, host, port }: Settings): Promise<Listener> {
    const file = listenSocket === undefined ? undefined : new SocketFile(listenSocket);
    await app.init();
    const server: Server = app.getHttpServer();
    // Not Nest's own listen(): it logs the system's error, address and all, beside the line that names the remedy.
    if (file === undefined) server.listen(port, host);
    else server.listen(file.boundTo);
    await once(server, 'listening');
    await file?.publish();
    return new Listener(server, file);
  }

  /**
   * Lets nobody in any more, and resolves when everybody who was in has been answered: how many connections were
   * cut off because that had not happened by `endBy` (milliseconds since 1970).
   */
  async close(endBy: number): Promise<number> {
    const closed = once(this.server, 'close');
    if (this.file !== undefined) {
      // Nobody finds the socket from now on, and a proxy goes to the next instance; who waits in its queue is let in.
      this.file.withdraw();
      await sleep(SETTLE);
    } else shortenQueue(this.server);
    await untilEventLoopIdle();
    // Not http.Server's own close(): it cuts idle connections, on which a proxy may be sending right now.
    NetServer.prototype.close.call(this.server);
    await Promise.race([closed, sleep(SETTLE)]);
    return this.ended(closed, endBy);
  }

  private async ended(closed: Promise<unknown>, endBy: number): Promise<number> {
    let cutOff = 0;
    const looking = setInterval(() => this.server.closeIdleConnections(), LOOK_EVERY);
    const cutOffAll = async (): Promise<void> => {
      cutOff = await promisify(this.server.getConnections.bind(this.server))();
      this.server.closeAllConnections();
    };
    const patience = setTimeout(() => void cutOffAll(), Math.max(0, endBy - Date.now()));
    await closed;
    clearInterval(looking);
    clearTimeout(patience);
    return cutOff;
  }
}

/**
 * The kernel resets the connections in a listener's queue when it closes. From now on the queue takes one at a time:
 * who does not get into it tries again after a second, is refused by then, and goes to the next instance. (Measured on
 * a machine with seven times the work that it can do: of 80 closes, 47 resets without this and 2 with it.) Node does
 * not document the method; where it is missing, only more connections are reset.
 */
function shortenQueue(server: NetServer): void {
  const handle = Reflect.get(server, '_handle') as { listen?: (backlog: number) => number } | null;
  handle?.listen?.(0);
}
