/**
 * Ports, and ways between visitors, product and stores that a test can spoil. The benchmarks run this file with its types stripped off, by Node
 * alone: it imports nothing of the tests but types, and has no syntax that would have to be compiled.
 */

import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { freePort } from '../../src/testing/free-port.ts';
import type { Format, Visitor } from './visitor.js';

export { freePort };

interface Address {
  readonly host: string;
  readonly port: number;
}

type Mode = 'open' | 'silent';

/** The way to a server, by which a test makes it unreachable in the ways of real networks. */
export class Network {
  /** Everything that was sent towards the server since the start. */
  sent = '';
  readonly port: number;
  private target: Address;
  private readonly sockets = new Set<net.Socket>();
  private mode: Mode = 'open';
  private listener: net.Server | undefined;

  private constructor(port: number, target: Address) {
    this.port = port;
    this.target = target;
  }

  static async to(url: string): Promise<Network> {
    const network = new Network(await freePort(), targetOf(url));
    await network.open();
    return network;
  }

  /** The address of the same server by this way. */
  by(url: string): string {
    const own = new URL(url);
    own.host = `127.0.0.1:${this.port}`;
    return own.href;
  }

  /** Leads new connections to the server; those that were silent stay so, like those that a firewall has forgotten. */
  async open(): Promise<void> {
    this.mode = 'open';
    if (this.listener !== undefined) return;
    this.listener = net.createServer((socket) => this.join(socket)).listen(this.port, '127.0.0.1');
    await once(this.listener, 'listening');
  }

  /** Accepts connections, and lets nothing arrive that is sent on them or on those from before. */
  silence(): void {
    this.mode = 'silent';
    for (const socket of this.sockets) silence(socket);
  }

  /** Leads new connections to another server; those that are there stay where they are. */
  leadTo(url: string): void {
    this.target = targetOf(url);
  }

  /** Breaks the connections; new ones are welcome. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Breaks the connections, and refuses new ones. */
  async close(): Promise<void> {
    const listener = this.listener;
    this.listener = undefined;
    const closed = listener && once(listener, 'close');
    listener?.close();
    this.cut();
    await closed;
  }

  private join(socket: net.Socket): void {
    this.keep(socket);
    if (this.mode === 'silent') return silence(socket);
    const server = this.keep(net.connect(this.target));
    socket.on('data', (data) => (this.sent += data.toString('latin1')));
    socket.pipe(server).pipe(socket);
    socket.once('close', () => server.destroy());
    server.once('close', () => socket.destroy());
  }

  private keep(socket: net.Socket): net.Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    return socket.once('close', () => this.sockets.delete(socket));
  }
}

function targetOf(url: string): Address {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
}

function silence(socket: net.Socket): void {
  socket.unpipe();
  socket.removeAllListeners('data');
  // The bytes are read and dropped: else the sender's buffers would fill, and it would notice.
  socket.on('data', () => undefined);
  socket.resume();
}

export type Headers = Record<string, string | string[] | undefined>;

/** What a proxy makes of the headers of a request before it passes it on; undefined takes one away. */
export type Rewrite = (sent: Headers) => Headers;

/** Sees each request; the proxy waits for what it returns after the answer has come and before it passes that back. */
export type Delivery = (request: http.IncomingMessage) => () => Promise<void>;

/** A proxy in this process, as right or wrong as its `rewrite` and its `deliver`. The rehearsals use real ones. */
export class ForwardingProxy {
  readonly url: string;
  private readonly server: http.Server;

  private constructor(server: http.Server, url: string) {
    this.server = server;
    this.url = url;
  }

  static async start(
    target: string,
    rewrite: Rewrite,
    deliver: Delivery = () => async () => undefined,
  ): Promise<ForwardingProxy> {
    const server = http
      .createServer((request, response) => {
        const headers = Object.fromEntries(Object.entries(rewrite(request.headers)).filter(([, value]) => value !== undefined));
        const { url: path, method } = request;
        const beforePassingBack = deliver(request);
        const passed = http.request(new URL(path ?? '/', target), { method, headers, agent: false }, (answer) => {
          void beforePassingBack().then(() => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)));
        });
        passed.on('error', () => !response.headersSent && response.writeHead(502).end());
        // A client that is gone waits for nothing: the product must see that as it would without a proxy.
        response.once('close', () => passed.destroy());
        request.pipe(passed);
      })
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ForwardingProxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(closed));
  }
}

const ACCEPT = { html: 'text/html', json: 'application/json' } as const;

/**
 * Sends a form with the cookies of this browser and breaks the connection as soon as `when` comes true: the
 * product has acted, and the browser never hears of it.
 */
export async function sendAndLose(
  visitor: Visitor,
  path: string,
  fields: object,
  format: Format,
  when: Promise<unknown>,
): Promise<void> {
  const { hostname, port } = new URL(visitor.origin);
  const body = format === 'json' ? JSON.stringify(fields) : new URLSearchParams(fields as Record<string, string>).toString();
  const headers = {
    accept: ACCEPT[format],
    // This is what fetch calls itself; another client would make the session suspicious.
    'user-agent': 'node',
    cookie: [...visitor.cookies].map((cookie) => cookie.join('=')).join('; '),
    'content-type': format === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  };
  const sent = http.request({ hostname, port, path, method: 'POST', headers, agent: false });
  const closed = new Promise((resolve) => sent.once('close', resolve));
  // The error that follows is of our own making: this test breaks the connection.
  sent.on('error', () => undefined).on('response', (answer) => answer.resume());
  sent.end(body);
  await when;
  sent.destroy();
  await closed;
}

/** Sends the same GET again and again over a few connections at once, from a thread whose memory is not the product's. */
export class SteadyClient {
  private readonly thread: Worker;

  constructor(connections = 1) {
    this.thread = new Worker(PROGRAM, { eval: true, workerData: connections });
  }

  /** Resolves when so many answers with status 200 have come. */
  async get(url: string, headers: Record<string, string>, times: number): Promise<void> {
    this.thread.postMessage({ url, headers, times });
    const [problem] = (await once(this.thread, 'message')) as [string | null];
    if (problem !== null) throw new Error(problem);
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }
}

const PROGRAM = `
  const { Agent, get } = require('node:http');
  const { parentPort, workerData: connections } = require('node:worker_threads');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const one = (url, headers) => new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error('status ' + response.statusCode));
      response.resume().once('end', resolve);
    }).once('error', reject);
  });
  parentPort.on('message', async ({ url, headers, times }) => {
    try {
      let left = times;
      const goOn = async () => { while (left-- > 0) await one(url, headers); };
      await Promise.all(Array.from({ length: connections }, goOn));
      parentPort.postMessage(null);
    } catch (error) {
      parentPort.postMessage(String(error));
    }
  });
`;
