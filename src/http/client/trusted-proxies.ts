import type { Express, Request } from 'express';
import proxyAddr from 'proxy-addr';
import type { Settings } from '../../config/settings.js';
import { CLIENT_ADDRESS, type Connection, PEER_ADDRESS } from '../request-state.js';
import { addressesOf, canonicalAddress } from './forwarded-address.js';

type Trust = (address: string | undefined, hop: number) => boolean;

/** At most so many proxies in a row are followed; a list of addresses in a header may be much longer. */
const HOPS_AT_MOST = 99;

/**
 * Is the one place that decides who is asking: address, scheme and host of a client. Without TRUST_PROXY nobody may
 * set `X-Forwarded-For`, `-Proto` and `-Host`: what a client sends has no effect (ASVS 5.0 4.1.3, 15.3.4).
 * `Forwarded` and `X-Real-IP` are never read: a proxy that sets one set of headers and passes a client's other ones
 * on would let the client choose. Express' own `request.ip`, `protocol`, `secure`, `host` and `hostname` say the
 * same.
 */
export function setTrustedProxies(
  app: Express,
  settings: Pick<Settings, 'trustProxy' | 'listenSocket' | 'forwardedProto'>,
): void {
  app.set('trust proxy', trust(settings));
  app.set('forwarded scheme', settings.forwardedProto === 'https' ? 'https' : undefined);
  const define = (name: keyof Request, get: (this: Request) => unknown) =>
    Object.defineProperty(app.request, name, { configurable: true, enumerable: true, get });
  define('ip', function () {
    return clientAddress(this);
  });
  define('protocol', function () {
    return clientScheme(this);
  });
}

function trust({ trustProxy, listenSocket }: Pick<Settings, 'trustProxy' | 'listenSocket'>): Trust {
  if (trustProxy === undefined) return () => false;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  const listed = proxyAddr.compile([...trustProxy]);
  // The peer of a Unix socket has no address. Neither has one of a TCP connection that was reset, and that may be
  // anybody, so the setting decides and not the missing address.
  const onSocket = listenSocket !== undefined;
  return (address, hop) => (address === undefined ? onSocket && hop === 0 : listed(address, hop));
}

/**
 * Returns the address of the client as the farthest trusted proxy names it, IPv4 in its own form and IPv6 in its
 * shortest. Where that is no address, the proxy stands for its clients, so that nobody gets a name of their own
 * choice. It is `unknown` when a Unix socket's proxy says nothing, and is worked out once per request.
 */
export function clientAddress(request: Request): string {
  return (request[CLIENT_ADDRESS] ??= farthest(request));
}

/**
 * Tells whether the client uses TLS: a trusted proxy says so, of several the first (which saw the client), else the
 * connection does. Some proxies say `wss` for a WebSocket. With FORWARDED_PROTO=https a trusted proxy that says
 * nothing means TLS.
 */
export function clientScheme(request: Request): 'http' | 'https' {
  const said = peerIsTrusted(request) ? (request.app.get('forwarded scheme') ?? forwardedScheme(request)) : undefined;
  const encrypted = Reflect.get(request.socket, 'encrypted') === true;
  return /^(https|wss)$/i.test(String(said ?? (encrypted ? 'https' : 'http'))) ? 'https' : 'http';
}

/** Returns what is written of the client's scheme, whoever wrote it. */
export function forwardedScheme(request: Request): string | undefined {
  return first(request.headers['x-forwarded-proto']);
}

/** Returns the host and port that the client asked for. Nothing is built from it: links and redirects use PUBLIC_URL. */
export function clientHost(request: Request): string | undefined {
  const said = peerIsTrusted(request) ? first(request.headers['x-forwarded-host']) : undefined;
  return said ?? request.headers.host;
}

/** Tells whether the peer of this connection may speak for others. */
export function peerIsTrusted(request: Request): boolean {
  return trustOf(request)(request.socket.remoteAddress, 0);
}

function farthest(request: Request): string {
  const trusted = trustOf(request);
  let address = peerAddress(request.socket);
  if (!trusted(address, 0)) return address ?? 'unknown';
  const said = addressesOf(request.headers['x-forwarded-for'], HOPS_AT_MOST);
  for (const [hop, next] of said.entries()) {
    if (next === undefined || !trusted(address, hop)) break;
    address = next;
  }
  return address ?? 'unknown';
}

/** Every request of a connection has the same peer. */
function peerAddress(socket: Connection): string | undefined {
  return (socket[PEER_ADDRESS] ??= canonicalAddress(socket.remoteAddress));
}

function trustOf(request: Request): Trust {
  const trusted: unknown = request.app.get('trust proxy fn');
  return typeof trusted === 'function' ? (trusted as Trust) : () => false;
}

function first(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',', 1)[0]
      ?.trim() || undefined
  );
}
