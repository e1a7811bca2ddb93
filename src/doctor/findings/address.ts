import { addressesOf, canonicalAddress } from '../../http/client/forwarded-address.js';
import { isPrivateAddress } from '../../http/client/private-address.js';
import type { Seen } from '../examination.js';
import type { Sighting } from '../visit.js';
import { type Finding, mistake, note } from './finding.js';

const ONE_FOR_ALL =
  'All visitors look like one address: wrong passwords of anybody count against everybody, until no new browser can log in.';

/** Judges whether an honest request has its own address. */
export function address({ seen, direct, named }: Sighting & { kind: 'seen' }): Finding[] {
  const said = addressesOf(seen.received['x-forwarded-for'], 99);
  const anySaid = Object.keys(seen.received).length > 0;
  if (direct)
    return seen.peerTrusted ? [exposed()] : [note('No proxy stands between: the address is the one of the connection.')];
  if (!seen.peerTrusted) return [anySaid ? ignored(seen) : unsaid(seen, named)].flat();
  if (said.length === 0) return [lost(seen)];
  if (said[0] === undefined) return [unreadable(seen)];
  const farthest = said.indexOf(seen.address);
  return farthest >= 0 && farthest < said.length - 1 && said.at(-1) !== seen.address ? [tooFew(seen, said.length)] : [];
}

function exposed(): Finding {
  return mistake(
    'No proxy stands between, and yet forwarded headers are believed.',
    'Whoever reaches the product here chooses its own address, and the throttle counts nothing.',
    'Let the product listen only where the proxy can reach it (HOST=127.0.0.1, or LISTEN_SOCKET); without a proxy, unset TRUST_PROXY.',
  );
}

function ignored(seen: Seen): Finding {
  const peer = canonicalAddress(seen.peer ?? undefined) ?? 'the address of the proxy';
  return mistake(
    `Forwarded headers are ignored: TRUST_PROXY ${seen.trustProxy === null ? 'is not set' : `does not name the proxy (${peer})`}.`,
    ONE_FOR_ALL,
    `Set TRUST_PROXY=${peer} (or the network of your proxies) on every instance. The proxy must overwrite what clients send.`,
    'address',
  );
}

function unsaid(seen: Seen, named: boolean): Finding[] {
  const isClient = !named && !isPrivateAddress(seen.peer ?? undefined);
  if (isClient) {
    return [
      note(`The address is ${seen.address}, the one of the connection. If that is not yours, a proxy sends no X-Forwarded-For.`),
    ];
  }
  return [
    mistake(
      `The proxy (${seen.address}) does not say for whom it asks: no X-Forwarded-For arrives.`,
      ONE_FOR_ALL,
      `Let it say so, in place of what clients send, and trust it (TRUST_PROXY=${seen.address}).`,
      'address',
    ),
  ];
}

function lost(seen: Seen): Finding {
  const others = ['forwarded', 'x-real-ip'].filter((name) => name in seen.received).join(' and ');
  const unread = others === '' ? '' : ` (${others} is not read)`;
  return mistake(
    `The proxy is trusted, but does not say for whom it asks: no X-Forwarded-For arrives${unread}.`,
    ONE_FOR_ALL,
    'Let it say so, in place of what clients send.',
    'address',
  );
}

function unreadable(seen: Seen): Finding {
  return mistake(
    `The proxy says "${seen.received['x-forwarded-for']}" for its client, which is no address.`,
    ONE_FOR_ALL,
    'Let it send the plain address.',
    'address',
  );
}

function tooFew(seen: Seen, proxies: number): Finding {
  const counted = typeof seen.trustProxy === 'number';
  return mistake(
    `The address that is believed (${seen.address}) is the one of another proxy: more than TRUST_PROXY ${counted ? 'counts' : 'names'} stand in a row.`,
    ONE_FOR_ALL,
    counted ? `Set TRUST_PROXY=${proxies}.` : `Add ${seen.address}, or its network, to TRUST_PROXY.`,
  );
}
