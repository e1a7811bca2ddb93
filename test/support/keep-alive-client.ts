import { Agent, type IncomingHttpHeaders, request, type RequestOptions } from 'node:http';
import { text } from 'node:stream/consumers';

/** Where a server listens: a port of 127.0.0.1, or a Unix socket. */
export type Target = { readonly port: number } | { readonly socketPath: string };

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether it came over a connection that had served before. */
  readonly reused: boolean;
}

/** A client with one connection that it keeps, and that it opens anew when the server ends it; it never tries again. */
export class KeepAliveClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly target: Target) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send({ method: 'GET', path, headers });
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
    const body = new URLSearchParams(fields).toString();
    const own = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
    return this.send({ method: 'POST', path, headers: { ...own, ...headers } }, body);
  }

  /** Ends its connection. */
  close(): void {
    this.agent.destroy();
  }

  private send(options: RequestOptions, body?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', ...this.target, agent: this.agent, ...options }, (response) => {
        const { statusCode: status = 0, headers } = response;
        text(response).then((content) => resolve({ status, headers, text: content, reused: sent.reusedSocket }), reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
