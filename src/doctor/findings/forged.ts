import { addressesOf } from '../../http/client/forwarded-address.js';
import type { Seen } from '../examination.js';
import type { Forgery } from '../visit.js';
import { type Finding, mistake } from './finding.js';

const CHOSEN =
  'A client chooses its address, a new one for each guess: the throttle counts nothing, and the log names innocents.';

/** Judges whether a client's claim about itself was believed: it came true, and does not without the claim. */
export function forged({ claims, header, value }: Forgery, seen: Seen, honest: readonly Seen[]): Finding[] {
  if (seen[claims] !== value || honest.some((one) => one[claims] === value)) return [];
  if (claims === 'address') return [forgedAddress(header, seen)];
  return [
    mistake(
      `The proxy passes the ${header} of a client on, and it is believed.`,
      claims === 'scheme'
        ? 'A request in the clear passes for HTTPS, so a password may travel readable without anybody noticing.'
        : 'A client chooses the host: where /auth/verify sends people back to is then held only by ALLOWED_RETURN_HOSTS.',
      'Let the proxy overwrite it, or drop it.',
      claims,
    ),
  ];
}

function forgedAddress(header: string, seen: Seen): Finding {
  const said = addressesOf(seen.received['x-forwarded-for'], 99);
  if (header !== 'X-Forwarded-For') {
    return mistake(
      `The proxy takes a client's address from the ${header} that the client itself sends.`,
      CHOSEN,
      'Let it believe such a header of the proxies before it alone, never of everybody.',
      'claims',
    );
  }
  if (said.length <= 1) {
    return mistake(
      'The proxy passes the X-Forwarded-For of a client on as it is, and it is believed.',
      CHOSEN,
      'Let the proxy overwrite it, and believe nobody but the proxies before it.',
      'address',
    );
  }
  return typeof seen.trustProxy === 'number' ? tooMany(seen.trustProxy, said.length - 1) : tooWide(said);
}

function tooMany(trusted: number, added: number): Finding {
  return mistake(
    `Too many proxies are trusted: TRUST_PROXY=${trusted}, but only ${added} on the way write${added === 1 ? 's' : ''} an address.`,
    CHOSEN,
    `Set TRUST_PROXY=${added}, or name the addresses of the proxies.`,
  );
}

function tooWide(said: readonly (string | undefined)[]): Finding {
  const own = said.at(-2) ?? 'yours';
  return mistake(
    `TRUST_PROXY is too wide: it takes this machine (${own}) for a proxy, and believes what it claims.`,
    CHOSEN,
    'Name only the addresses of the proxies themselves. If this machine is one of them, run the doctor from another.',
  );
}
