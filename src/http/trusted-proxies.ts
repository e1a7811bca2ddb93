import type { Application, Request } from 'express';
import proxyAddr from 'proxy-addr';
import type { Settings } from '../config/settings.js';

type Trust = (address: string | undefined, hop: number) => boolean;

/**
 * Tells Express which peers may set `X-Forwarded-*`. Without TRUST_PROXY nobody may: what a client sends
 * has no effect (ASVS 5.0 4.1.3). The peer of a Unix socket has no address and counts as a proxy.
 */
export function setTrustedProxies(app: Application, trustProxy: Settings['trustProxy']): void {
  app.set('trust proxy', trust(trustProxy));
}

function trust(trustProxy: Settings['trustProxy']): Trust {
  if (trustProxy === undefined) return () => false;
  if (typeof trustProxy === 'number') return (_address, hop) => hop < trustProxy;
  const listed = proxyAddr.compile([...trustProxy]);
  return (address, hop) => (address === undefined ? hop === 0 : listed(address, hop));
}

const ADDRESS = Symbol('the address of the client');

/** The address of the client, IPv4 in its own form; Express walks the forwarded headers each time, so it is asked once. */
export function clientAddress(request: Request & { [ADDRESS]?: string }): string {
  return (request[ADDRESS] ??= (request.ip ?? 'unknown').replace(/^::ffff:(?=\d+\.)/i, ''));
}

/** Whether the peer of this connection may speak for others. */
export function peerIsTrusted(request: Request): boolean {
  const trusted: unknown = request.app.get('trust proxy fn');
  return typeof trusted === 'function' && (trusted as Trust)(request.socket.remoteAddress, 0);
}
