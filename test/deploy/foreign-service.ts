import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Reached {
  readonly method: string;
  /** The target as it stood in the request line. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Names as they were sent, in lower case. */
  readonly names: readonly string[];
  readonly body: string;
}

/** A service that is not ours: it knows nothing of Gatehouse and tells what has reached it. */
export class ForeignService {
  readonly reached: Reached[] = [];
  private readonly server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { method = '', url = '', headers, rawHeaders } = request;
      const names = rawHeaders.filter((_entry, place) => place % 2 === 0).map((name) => name.toLowerCase());
      this.reached.push({ method, url, headers, names, body });
      const who = String(headers['x-auth-username']);
      response.setHeader('Content-Type', 'text/html').end(`<!DOCTYPE html><title>Service</title><p id="who">${who}</p>`);
    });
  });

  private constructor() {
    this.server.listen(0, '127.0.0.1');
  }

  static async start(): Promise<ForeignService> {
    const service = new ForeignService();
    await once(service.server, 'listening');
    return service;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What has reached it since it was asked the last time. */
  take(): Reached[] {
    return this.reached.splice(0);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
