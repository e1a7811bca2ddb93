import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Headers = Record<string, string | string[] | undefined>;

/** What a proxy makes of the headers of a request before it passes it on; undefined takes one away. */
export type Rewrite = (sent: Headers) => Headers;

/** Is shown each request; what it gives back is waited for when the answer has come, before that is passed back. */
export type Delivery = (request: IncomingMessage) => () => Promise<void>;

/** A proxy in this process, as right or wrong as its `rewrite` and its `deliver`. The rehearsals use real ones. */
export class ForwardingProxy {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(
    target: string,
    rewrite: Rewrite,
    deliver: Delivery = () => async () => undefined,
  ): Promise<ForwardingProxy> {
    const server = createServer((request, response) => {
      const headers = Object.fromEntries(Object.entries(rewrite(request.headers)).filter(([, value]) => value !== undefined));
      const { url: path, method } = request;
      const beforePassingBack = deliver(request);
      const passed = send(new URL(path ?? '/', target), { method, headers, agent: false }, (answer) => {
        void beforePassingBack().then(() => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)));
      });
      passed.on('error', () => !response.headersSent && response.writeHead(502).end());
      // Whoever is gone waits for nothing: the product sees it as it would without a proxy.
      response.once('close', () => passed.destroy());
      request.pipe(passed);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ForwardingProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }
}
