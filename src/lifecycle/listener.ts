import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Settings } from '../config/settings.js';
import { untilEventLoopIdle } from './event-loop-idle.js';
import { SocketFile } from './socket-file.js';

/**
 * A connection may take so many milliseconds to bring its first request, or its next one, while the listener closes:
 * longer than a proxy needs to use one that it holds.
 */
const SETTLE = 300;

/** Connections that have become idle are looked for every so many milliseconds. */
const LOOK_EVERY = 50;

/** Listens where the product is reached: at an address, or a Unix socket. */
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
   * Lets nobody in any more, and resolves when everybody who was in has been answered. Whoever has not been by `endBy`
   * (milliseconds since 1970) is cut off, after `beforeCutOff` has been called.
   */
  async close(endBy: number, beforeCutOff: () => void): Promise<void> {
    const closed = once(this.server, 'close');
    if (this.file !== undefined) {
      // Nobody finds the socket from now on, and a proxy goes to the next instance; whoever waits in its queue is let in.
      this.file.withdraw();
      await sleep(SETTLE);
    } else shortenQueue(this.server);
    await untilEventLoopIdle();
    // http.Server's own close() is avoided: it cuts idle connections, on which a proxy may be sending right now.
    NetServer.prototype.close.call(this.server);
    await Promise.race([closed, sleep(SETTLE)]);
    await this.ended(closed, endBy, beforeCutOff);
  }

  private async ended(closed: Promise<unknown>, endBy: number, beforeCutOff: () => void): Promise<void> {
    const looking = setInterval(() => this.server.closeIdleConnections(), LOOK_EVERY);
    const cutOffAll = (): void => {
      beforeCutOff();
      this.server.closeAllConnections();
    };
    const patience = setTimeout(cutOffAll, Math.max(0, endBy - Date.now()));
    await closed;
    clearInterval(looking);
    clearTimeout(patience);
  }
}

/**
 * Lets the queue of a listener take one connection at a time, because the kernel resets those that are in it when it
 * closes. Whoever does not get into it tries again after a second, is refused by then, and goes to the next instance.
 * (Measured on a machine with seven times the work that it can do: of 80 closes, 47 resets without this and 2 with
 * it.) Node does not document the method; where it is missing, only more connections are reset.
 */
function shortenQueue(server: NetServer): void {
  const handle = Reflect.get(server, '_handle') as { listen?: (backlog: number) => number } | null;
  handle?.listen?.(0);
}
