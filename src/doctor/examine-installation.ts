import { randomInt } from 'node:crypto';
import { type Forgery, type Trial, visit, type Visit } from './visit.js';

/** So many honest requests are sent, because of several instances behind one address more than one answers. */
const HONEST = 4;

const TRIALS: readonly Trial[] = ['authorization', 'no length'];

/** Proxies, ours and those of CDNs, are known to take a client's address from these headers. */
const ADDRESS_HEADERS = ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP'];

/**
 * Asks the product through everything that stands before it: first as any client, then as one that claims
 * to be somebody else, and with what proxies are known to be in the way of. Stops after the honest requests when none was answered by the product.
 */
export async function examineInstallation(origin: URL, secret: string): Promise<Visit[]> {
  const visits: Visit[] = [];
  for (let turn = 0; turn < HONEST; turn += 1) visits.push(await visit(origin, secret));
  if (!visits.some(({ outcome }) => outcome.kind === 'seen')) return visits;
  for (const forgery of forgeries(origin)) visits.push(await visit(origin, secret, { forgery }));
  for (const trial of TRIALS) visits.push(await visit(origin, secret, { trial }));
  return visits;
}

/** Nobody has this host (RFC 2606). */
const NO_SUCH_HOST = 'doctor.invalid';

function forgeries(origin: URL): Forgery[] {
  // Nobody has this address (RFC 5737).
  const address = `192.0.2.${randomInt(1, 255)}`;
  const other = origin.protocol === 'https:' ? 'http' : 'https';
  return [
    ...ADDRESS_HEADERS.map((header): Forgery => {
      return { claims: 'address', header, sent: header === 'Forwarded' ? `for=${address}` : address, value: address };
    }),
    { claims: 'scheme', header: 'X-Forwarded-Proto', sent: other, value: other },
    { claims: 'host', header: 'X-Forwarded-Host', sent: NO_SUCH_HOST, value: NO_SUCH_HOST },
  ];
}
