import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';

export interface FarAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly setCookies: readonly string[];
  readonly text: string;
  readonly json: Record<string, any>;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/**
 * A program that finds every host name at one address and believes one authority. It sends paths as they are
 * written, which `fetch` would tidy up, and keeps the cookies that it is given.
 */
export class FarClient {
  readonly cookies = new Map<string, string>();
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    ca: string,
  ) {
    this.agent = new Agent({ ca, keepAlive: true, maxSockets: 8 });
  }

  ask(host: string, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<FarAnswer> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const options = {
      host: '127.0.0.1',
      port: this.port,
      servername: host,
      agent: this.agent,
      method,
      path,
      headers: { host, accept: 'application/json', ...(cookie && { cookie }), ...headers },
    };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => {
          const setCookies = response.headers['set-cookie'] ?? [];
          setCookies.forEach((line) => this.keep(line));
          resolve({ status: response.statusCode ?? 0, headers: response.headers, setCookies, text, json: parse(text) });
        });
      });
      sent.on('error', reject).end(body);
    });
  }

  post(host: string, path: string, fields: object): Promise<FarAnswer> {
    return this.ask(host, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

function parse(text: string): Record<string, any> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
