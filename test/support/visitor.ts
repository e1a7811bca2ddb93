/** Those who use the product from outside: browsers and programs, the people behind them, and what they do. */

import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import type { SessionAddress } from '../../src/redis/redis-port.js';
import { addressOf } from '../../src/sessions/record/session-id.js';
import { logIn, PASSWORD, type Person, register, signIn, someone } from '../../src/testing/person.js';
import { type Answer, type Format, FORMATS, keepCookies, Visitor } from '../../src/testing/visitor.js';

export { type Answer, type Format, FORMATS, keepCookies, Visitor, logIn, PASSWORD, type Person, register, signIn, someone };

/** Registers somebody new and logs them in on each of these devices. */
export async function signInOn(...devices: readonly Visitor[]): Promise<Person> {
  const person = someone();
  const [first] = devices;
  if (first !== undefined) await register(first, person);
  for (const device of devices) await logIn(device, person);
  return person;
}

/** Registers and logs in somebody new, with the box ticked. */
export async function remembered(visitor: Visitor): Promise<Person> {
  const person = someone();
  await register(visitor, person);
  await logIn(visitor, person, 'json', { remember: true });
  return person;
}

/** The id that the session cookie of this browser carries. */
export function sessionIdOf(visitor: Visitor): string {
  return /^s:([^.]+\.[^.]+)/.exec(decodeURIComponent(visitor.cookies.get('session') ?? ''))?.[1] ?? '';
}

/** Where the session of this browser lies in the store. */
export function sessionAddress(visitor: Visitor): SessionAddress {
  const address = addressOf(sessionIdOf(visitor));
  if (address === null) throw new Error('this browser has no session');
  return address;
}

/** A browser with the same cookies, or some of them: another tab, or a visitor of another instance. */
export function signedInCopyOf(
  visitor: Visitor,
  origin = visitor.origin,
  names: readonly string[] = ['session', 'remember'],
): Visitor {
  const copy = new Visitor(origin);
  visitor.cookies.forEach((value, name) => names.includes(name) && copy.cookies.set(name, value));
  return copy;
}

/** A browser with the same cookies: another tab, a thief, or the same browser at another instance. */
export function copyOf(visitor: Visitor, instance?: { readonly url: string }, headers: Record<string, string> = {}): Visitor {
  return visitor.copy(instance?.url, headers);
}

/** The browser opened again: only what it keeps is left. */
export function reopened(visitor: Visitor, instance?: { readonly url: string }, headers: Record<string, string> = {}): Visitor {
  const copy = copyOf(visitor, instance, headers);
  copy.cookies.delete('session');
  return copy;
}

/** Whether `GET /session` says that this browser is signed in. */
export async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.get('/session', 'json')).json['authenticated'] === true;
}

/** What `GET /session` says. */
export async function stateOf(visitor: Visitor, headers: Record<string, string> = {}) {
  return (await visitor.get('/session', 'json', headers)).json;
}

/** The answer's lines that set or clear this cookie. */
export function linesOf(name: string, { setCookies }: { readonly setCookies: readonly string[] }): string[] {
  return setCookies.filter((line) => line.startsWith(`${name}=`));
}

/** Sends the right code of a step. */
export function pass(visitor: Visitor, step: string, format: Format = 'json', more = {}): Promise<Answer> {
  return visitor.post(`/login/${step}`, { code: step, ...more }, format);
}

/** Where an answer leads, in either format. */
export function target({ headers, json }: Answer): string | undefined {
  return headers.get('location') ?? (json['redirectTo'] as string | undefined);
}

/** What `wholeJourney` changes the password to. */
const NEW_PASSWORD = 'a quiet lamp above seven stairs';

/**
 * All that a person does, on two devices, each step checked: register, log in, come back remembered, look at the
 * sessions and end one, change the password, log out. The person, with the new password.
 */
export async function wholeJourney(browser: (headers: Record<string, string>) => Visitor): Promise<Person> {
  const [phone, desk] = [browser({ 'user-agent': 'the phone' }), browser({ 'user-agent': 'the desk' })];
  const person = someone();
  expect((await register(phone, person)).status).toBe(201);
  expect((await logIn(phone, { ...person, password: 'not this one' })).status).toBe(401);
  for (const device of [phone, desk]) expect((await logIn(device, person, 'json', { remember: true })).status).toBe(200);
  // The browser is closed: only cookies that outlive it are left.
  for (const name of phone.cookies.keys()) if (name.endsWith('session')) phone.cookies.delete(name);
  expect((await phone.get('/session', 'json')).json).toMatchObject({ authenticated: true, remembered: true, fresh: false });
  expect((await phone.post('/confirm', { password: person.password }, 'json')).status).toBe(200);

  const { sessions } = (await phone.get('/settings/sessions', 'json')).json;
  const atDesk = (sessions as { id: string; userAgent: string }[]).find(({ userAgent }) => userAgent === 'the desk');
  expect((await phone.post(`/settings/sessions/${atDesk?.id}/revoke`, {}, 'json')).status).toBe(200);
  expect((await desk.get('/dashboard', 'json')).status).toBe(401);

  const change = { currentPassword: person.password, password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };
  expect((await phone.post('/settings/password', change, 'json')).status).toBe(200);
  expect((await phone.post('/logout', {}, 'json')).status).toBe(204);
  const changed = { ...person, password: NEW_PASSWORD };
  expect((await logIn(desk, changed)).status).toBe(200);
  return changed;
}

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
