import type { Request } from 'express';
import { clientHost, clientScheme, peerIsTrusted } from '../../http/client/trusted-proxies.js';

/** Envoy and Istio put the whole path of the client behind that of the question, and leave its `Host`. */
const BELOW = /^\/auth\/verify(\/.*)$/is;

const METHODS = ['x-forwarded-method', 'x-original-method'] as const;

/**
 * Returns the address that somebody asked a proxy for, from the headers of Traefik and Caddy (X-Forwarded-*) or of
 * nginx and ingress-nginx (X-Original-URL); it is on `publicUrl` where they name no host. It is undefined when no
 * trusted proxy says one, and for anything but a GET, because nobody can be sent back to the middle of a form. It is
 * not judged here.
 */
export function originalAddress(request: Request, publicUrl: URL): string | undefined {
  if (!peerIsTrusted(request)) return undefined;
  const method = METHODS.map((name) => header(request, name)).find((named) => named !== undefined) ?? request.method;
  if (!/^(GET|HEAD)$/i.test(method)) return undefined;
  // Node gives bytes beyond ASCII as characters, but a URL has them encoded.
  const [, below] = BELOW.exec(request.url) ?? [];
  const sent = header(request, 'x-forwarded-uri') ?? header(request, 'x-original-url') ?? below;
  const target = sent?.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  if (target?.startsWith('/') !== true) return target;
  // `Host` names this service itself where the proxy asks for another address than the client did.
  const isNamed = header(request, 'x-forwarded-host') !== undefined || sent === below;
  const host = isNamed ? clientHost(request) : publicUrl.host;
  return `${clientScheme(request)}://${host}${target}`;
}

/**
 * Tells whether a proxy asks about a preflight (Fetch, "CORS-preflight request"). Every method that is named must be
 * OPTIONS, the proxy's own included, because a client may write those that its proxy leaves alone.
 */
export function isPreflight(request: Request): boolean {
  const named = METHODS.flatMap((name) => header(request, name) ?? []);
  const methods = peerIsTrusted(request) && named.length > 0 ? named : [request.method];
  return methods.every((method) => method === 'OPTIONS') && header(request, 'access-control-request-method') !== undefined;
}

/** Returns undefined for an empty header too, because nginx configurations remove a header that way. */
function header(request: Request, name: string): string | undefined {
  return request.get(name) || undefined;
}
