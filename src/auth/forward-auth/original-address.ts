import type { Request } from 'express';
import { clientHost, clientScheme, peerIsTrusted } from '../../http/client/trusted-proxies.js';

/**
 * Returns the address that somebody asked a proxy for, from the headers of Traefik and Caddy (X-Forwarded-*) or of
 * nginx and ingress-nginx (X-Original-URL); it is on `publicUrl` where they name no host. It is undefined when no
 * trusted proxy says one, and for anything but a GET, because nobody can be sent back to the middle of a form. It is
 * not judged here.
 */
export function originalAddress(request: Request, publicUrl: URL): string | undefined {
  if (!peerIsTrusted(request)) return undefined;
  const method = header(request, 'x-forwarded-method') ?? header(request, 'x-original-method') ?? 'GET';
  if (!/^(GET|HEAD)$/i.test(method)) return undefined;
  // Node gives bytes beyond ASCII as characters, but a URL has them encoded.
  const sent = header(request, 'x-forwarded-uri') ?? header(request, 'x-original-url');
  const target = sent?.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  if (target?.startsWith('/') !== true) return target;
  // `Host` names this service itself, and anybody may write it.
  const host = header(request, 'x-forwarded-host') === undefined ? publicUrl.host : clientHost(request);
  return `${clientScheme(request)}://${host}${target}`;
}

/** Returns undefined for an empty header too, because nginx configurations remove a header that way. */
function header(request: Request, name: string): string | undefined {
  return request.get(name) || undefined;
}
