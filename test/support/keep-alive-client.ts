import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { keepCookies } from './visitor.js';

/** Where a server listens: a port of 127.0.0.1, or a Unix socket. */
export type Target = { readonly port: number } | { readonly socketPath: string };

/** How a client speaks TLS: whom it believes, whom it means, and what it can. */
export type Tls = Pick<https.AgentOptions, 'ca' | 'servername' | 'minVersion' | 'maxVersion' | 'ciphers'>;

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
}

/**
 * A browser with one connection, which it keeps as long as the server lets it. Unlike a browser, and unlike `fetch`,
 * it never tries again: what goes wrong once is seen.
 */
export class KeepAliveClient {
  readonly cookies = new Map<string, string>();
  private readonly agent: http.Agent;

  constructor(
    private readonly target: Target,
    private readonly tls?: Tls,
    private readonly host?: string,
  ) {
    const kept = { keepAlive: true, maxSockets: 1 };
    this.agent = tls === undefined ? new http.Agent(kept) : new https.Agent({ ...kept, ...tls });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.send({ method: 'GET', path, headers });
  }

  /** Sends a form. */
  post(path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Reply> {
    const body = new URLSearchParams(fields).toString();
    const own = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
    return this.send({ method: 'POST', path, headers: { ...own, ...headers } }, body);
  }

  /** Ends its connection. */
  close(): void {
    this.agent.destroy();
  }

  private send({ headers: own, ...options }: Sent, body?: string): Promise<Reply> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const host = this.host === undefined ? {} : { host: this.host };
    const headers = { accept: 'text/html', ...host, ...(cookie && { cookie }), ...own };
    return new Promise((resolve, reject) => {
      const { request } = this.tls === undefined ? http : https;
      const sent = request({ host: '127.0.0.1', ...this.target, agent: this.agent, ...options, headers }, (response) => {
        keepCookies(this.cookies, response.headers['set-cookie'] ?? []);
        const { statusCode: status = 0, headers: received } = response;
        text(response).then((content) => resolve({ status, headers: received, text: content }), reject);
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
