export type Format = 'html' | 'json';
export const FORMATS: readonly Format[] = ['html', 'json'];

type Fields = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; null when it is no JSON. */
  readonly json: Record<string, any>;
  readonly setCookies: readonly string[];
}

const ACCEPT = { html: 'text/html', json: 'application/json' } as const;

/** A browser's manners, or a program's: keeps cookies, follows nothing. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly origin: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** A browser with the same cookies: another tab, a thief, or the same browser at another address. */
  copy(origin = this.origin, headers: Record<string, string> = {}): Visitor {
    const copy = new Visitor(origin, headers);
    this.cookies.forEach((value, name) => copy.cookies.set(name, value));
    return copy;
  }

  get(path: string, format: Format = 'html', headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(path, { headers: { accept: ACCEPT[format], ...headers } });
  }

  /** Sends a form, or the same fields as JSON. */
  post(path: string, fields: Fields = {}, format: Format = 'html', headers: Record<string, string> = {}): Promise<Answer> {
    const body = format === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields as Record<string, string>).toString();
    const type = format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    return this.send(path, { method: 'POST', body, headers: { accept: ACCEPT[format], 'content-type': type, ...headers } });
  }

  async send(path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.headers, ...(cookie && { cookie }), ...init.headers };
    const response = await fetch(this.origin + path, { ...init, headers, redirect: 'manual' });
    const setCookies = response.headers.getSetCookie();
    keepCookies(this.cookies, setCookies);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text), setCookies };
  }
}

/** Does with these `Set-Cookie` lines what a browser does. */
export function keepCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const expired = /expires=([^;]+)/i.exec(line)?.[1];
    if (value === '' || (expired !== undefined && Date.parse(expired) <= Date.now())) cookies.delete(name);
    else cookies.set(name, value);
  }
}

function parse(text: string): Record<string, any> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
