import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { USER_AGENT } from './wrk.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  /** Sent as JSON, or as a form when it is URLSearchParams. */
  readonly body?: object;
}

/** Keep-alive connections to one origin. */
export class Client {
  readonly origin: string;
  private readonly agent: Agent;

  constructor(origin: string, connections = 32) {
    this.origin = origin;
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    const payload = body instanceof URLSearchParams ? body.toString() : body && JSON.stringify(body);
    const type = body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json';
    const described = payload === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(payload) };
    const all = { accept: 'application/json', 'user-agent': USER_AGENT, ...described, ...headers };
    return new Promise((resolve, reject) => {
      const sent = request(this.origin + path, { method, agent: this.agent, headers: all }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
      });
      sent.once('error', reject);
      sent.end(payload);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** What a browser would send back of the cookies of this answer. */
export function cookiesOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
}
