import type { Seen } from '../examination.js';
import { type Finding, mistake } from './finding.js';

/** Judges whether the product knows that a browser came over HTTPS, or that it did not. */
export function scheme(seen: Seen, origin: URL): Finding[] {
  const asked = origin.protocol.slice(0, -1);
  const said = seen.received['x-forwarded-proto'];
  if (seen.scheme === asked) return [];
  if (asked === 'http') {
    return [
      mistake(
        `The proxy says "${said}" for a request that came over plain HTTP.`,
        'A password may travel readable without anybody noticing.',
        'Let it say what is true. nginx: proxy_set_header X-Forwarded-Proto $scheme; HAProxy: http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]',
      ),
    ];
  }
  // The finding about the address tells this already, because the same setting mends both.
  if (!seen.peerTrusted && said !== undefined) return [];
  return [
    mistake(
      said === undefined
        ? 'The scheme is lost: no X-Forwarded-Proto arrives.'
        : `The scheme is lost: the proxy says "${said}" for a request that came over HTTPS.`,
      'The product takes every request for plain HTTP and sends it to HTTPS again: browsers report too many redirects.',
      'Where TLS ends: nginx: proxy_set_header X-Forwarded-Proto $scheme; HAProxy: http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]. A second proxy behind it must pass that value on ($http_x_forwarded_proto).',
    ),
  ];
}
