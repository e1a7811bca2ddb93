import { browserState, type StorageState } from './storage-state.js';

/** The two formats that every address answers in. */
export type Format = 'html' | 'json';
export const FORMATS: readonly Format[] = ['html', 'json'];

type Fields = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** This is the parsed body; an empty object when it is no JSON. */
  // A test reads what it expects to find there.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: Record<string, any>;
  readonly setCookies: readonly string[];
}

const ACCEPT = { html: 'text/html', json: 'application/json' } as const;

/**
 * A browser or a program that keeps cookies and follows no redirect. It sends a cookie after its time too, as a thief
 * would: it is the server that has to end what is over.
 */
export class Visitor {
  readonly cookies = new Map<string, string>();
  /** The latest `Set-Cookie` line of each cookie, which says where a browser would send it. */
  private readonly lines = new Map<string, string>();

  constructor(
    readonly origin: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** Makes a browser with the same cookies: another tab, a thief, or the same browser at another address. */
  copy(origin = this.origin, headers: Record<string, string> = {}): Visitor {
    const copy = new Visitor(origin, headers);
    this.cookies.forEach((value, name) => copy.cookies.set(name, value));
    this.lines.forEach((line, name) => copy.lines.set(name, line));
    return copy;
  }

  /** Asks for a path, or for the path of a link, which may name the address that proxies have. */
  get(path: string | URL, format: Format = 'html', headers: Record<string, string> = {}): Promise<Answer> {
    return this.send(pathOf(path), { headers: { accept: ACCEPT[format], ...headers } });
  }

  /** Sends a form, or the same fields as JSON. A list is a field for each of its values, as a group of boxes sends them. */
  post(path: string, fields: Fields = {}, format: Format = 'html', headers: Record<string, string> = {}): Promise<Answer> {
    const body = format === 'json' ? JSON.stringify(fields) : formBody(fields);
    const type = format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
    return this.send(path, { method: 'POST', body, headers: { accept: ACCEPT[format], 'content-type': type, ...headers } });
  }

  async send(path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...this.headers, ...(cookie && { cookie }), ...init.headers };
    const response = await fetch(this.origin + path, { ...init, headers, redirect: 'manual' });
    const setCookies = response.headers.getSetCookie();
    keepCookies(this.cookies, setCookies);
    for (const line of setCookies) this.lines.set(line.slice(0, line.indexOf('=')), line);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text), setCookies };
  }

  /** Returns the cookies as Playwright takes them: `browser.newContext({ storageState })`. */
  storageState(): StorageState {
    return browserState(this.origin, this.cookies, this.lines);
  }
}

function formBody(fields: Fields): string {
  // JSON leaves out what is undefined too.
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  const pairs = sent.flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]));
  return new URLSearchParams(pairs as [string, string][]).toString();
}

function pathOf(to: string | URL): string {
  return typeof to === 'string' ? to : to.pathname + to.search;
}

/** Does with these `Set-Cookie` lines what a browser does: keeps a cookie, replaces it or deletes it. */
export function keepCookies(cookies: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const expired = /expires=([^;]+)/i.exec(line)?.[1];
    if (value === '' || (expired !== undefined && Date.parse(expired) <= Date.now())) cookies.delete(name);
    else cookies.set(name, value);
  }
}

function parse(text: string): Answer['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
