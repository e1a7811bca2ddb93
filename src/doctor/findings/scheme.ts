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
        'Let it say what is true.',
        'scheme',
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
      'Let the proxy say it where TLS ends, and a second one behind it pass that value on. One that can set no header, and speaks nothing but TLS: FORWARDED_PROTO=https.',
      'scheme',
    ),
  ];
}
