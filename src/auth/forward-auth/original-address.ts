import type { Request } from 'express';
import { clientHost, clientScheme, peerIsTrusted } from '../../http/client/trusted-proxies.js';

/**
 * The address that somebody asked a proxy for, in the words of Traefik and Caddy (X-Forwarded-*) or of nginx
 * and ingress-nginx (X-Original-URL); on `publicUrl` where they name no host. Undefined when no trusted proxy
 * says, and for what was no GET: nobody can be sent back to the middle of a form. It is not judged here.
 */
export function originalAddress(request: Request, publicUrl: URL): string | undefined {
  if (!peerIsTrusted(request)) return undefined;
  const method = header(request, 'x-forwarded-method') ?? header(request, 'x-original-method') ?? 'GET';
  if (!/^(GET|HEAD)$/i.test(method)) return undefined;
  // Node gives bytes beyond ASCII as characters; a URL has them encoded.
  const sent = header(request, 'x-forwarded-uri') ?? header(request, 'x-original-url');
  const target = sent?.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  if (target?.startsWith('/') !== true) return target;
  // `Host` is the door's own name, and anybody's word.
  const host = header(request, 'x-forwarded-host') === undefined ? publicUrl.host : clientHost(request);
  return `${clientScheme(request)}://${host}${target}`;
}

/** Undefined for an empty one too: that is how nginx configurations take a header away. */
function header(request: Request, name: string): string | undefined {
  return request.get(name) || undefined;
}
