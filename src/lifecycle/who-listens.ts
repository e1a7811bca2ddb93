import { connect } from 'node:net';
import { connect as connectByTls, type ConnectionOptions } from 'node:tls';
import { StartError } from './start-error.js';

/** A server may be asked here: a port of a host, or a Unix socket. */
export type ServerPlace = { readonly host: string; readonly port: number } | { readonly path: string };

/** An answer may take so many milliseconds. */
const PATIENCE = 1_000;

/** Redis hangs up on every other machine in this mode, before a client has said anything. */
const PROTECTED = 'a Redis in protected mode';

/** Servers say this of their own accord, or to a line that is not in their protocol. */
const GREETINGS: readonly (readonly [RegExp, string])[] = [
  [/^-DENIED /, PROTECTED],
  [/^(\+PONG|-[A-Z]{2,} )/, 'Redis'],
  [/^(HTTP\/\d|<(!doctype|html))/i, 'an HTTP server'],
  [/^SSH-/, 'an SSH server'],
  [/^(220|421|554)[ -]/, 'a mail server'],
  [/^[^]{3}\0(\n[\d.]{3,}|\u00ff)/, 'MySQL'],
];

/** TLS answers what is not TLS with an alert (RFC 8446, 6). */
const TLS_ALERT = '\u0015\u0003';

/** PostgreSQL answers this message with one letter, S or N, before it wants to know anything else (SSLRequest). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

const NOBODY = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENOENT|EHOSTUNREACH|ENETUNREACH)$/;

/** Tells whether the failure says that there is nobody to ask. */
export function nobodyListens(error: unknown): boolean {
  return error instanceof Error && NOBODY.test(String(Reflect.get(error, 'code')));
}

export interface Wanted {
  readonly kind: 'Redis' | 'PostgreSQL';
  /** This is the variable that names the place. */
  readonly setting: string;
  readonly tls?: ConnectionOptions | undefined;
}

/** Returns the error that ends the start when a server of another kind listens there, and undefined where that is not sure. */
export async function refuseOtherServer(place: ServerPlace, { kind, setting, tls }: Wanted): Promise<StartError | undefined> {
  const found = await whoListens(place, tls);
  if (found === undefined || found === kind) return undefined;
  if (found === PROTECTED && kind === 'Redis') {
    return new StartError(`${setting} leads to ${PROTECTED}, which takes nobody from outside: give it a password (requirepass)`);
  }
  return new StartError(`${setting} leads to ${found}, not to ${kind}: check its host and port`);
}

/** Names the server by what it says; nothing is sent that is worth knowing. */
async function whoListens(place: ServerPlace, tls: ConnectionOptions | undefined): Promise<string | undefined> {
  const ping = 'PING\r\n\r\n';
  const said = await firstWords(place, ping);
  const inTls = tls !== undefined && said.startsWith(TLS_ALERT) ? await firstWords(place, ping, tls) : '';
  const [, name] = GREETINGS.find(([greeting]) => greeting.test(said) || greeting.test(inTls)) ?? [];
  if (name !== undefined || said !== '') return name;
  return /^[SN]$/.test(await firstWords(place, SSL_REQUEST)) ? 'PostgreSQL' : undefined;
}

/** Returns the first bytes of an answer, one character each; nothing where none came. */
function firstWords(place: ServerPlace, sent: string | Buffer, tls?: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls === undefined ? connect(place) : connectByTls({ ...place, ...tls });
    const end = (words = ''): void => {
      socket.destroy();
      resolve(words);
    };
    socket.setTimeout(PATIENCE);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => socket.write(sent));
    socket.once('data', (data) => end(data.toString('latin1')));
    for (const event of ['error', 'timeout', 'close']) socket.once(event, () => end());
  });
}
