import type { Sighting } from '../visit.js';
import { type Finding, mistake } from './finding.js';

const NOBODY_GETS_IN = 'Nobody gets in.';

/** Judges whether the product was reached at all, and as itself. */
export function reach(outcome: Sighting, origin: URL): Finding[] {
  switch (outcome.kind) {
    case 'seen':
      return [];
    case 'failed':
      return [mistake(`${origin.origin} cannot be reached (${outcome.code}).`, NOBODY_GETS_IN, remedyFor(outcome.code))];
    case 'redirected':
      return [redirected(outcome.location, origin)];
    case 'foreign':
      return [foreign(outcome.status)];
    case 'plain':
      return [
        mistake(
          'A health probe answered, but it did not know the signature of this request.',
          'This command has another SESSION_SECRET than an instance behind that address, so it can tell nothing more. If instances differ among themselves, people are signed out at every other request.',
          'Run it with the SESSION_SECRET (or SESSION_SECRET_FILE, or DATA_DIR) of the instances. If it is the same: another product answers there, an instance runs an older build, or the proxy drops the header X-Gatehouse-Doctor.',
        ),
      ];
    case 'cached':
      return [
        mistake(
          'A cache answered in place of the product: the answer belongs to another request.',
          'Answers say no-store. A cache that ignores that hands the pages of one person to another.',
          'Switch caching off in the proxy, or let it obey Cache-Control.',
          'cache',
        ),
      ];
    case 'stale':
      return [
        mistake(
          `The clocks differ: the product's is ${Math.abs(outcome.ahead)} s ${outcome.ahead > 0 ? 'ahead of' : 'behind'} this machine's.`,
          'Signed things expire too early or too late. The doctor accepts a minute, and can tell nothing more.',
          'Let NTP set the clocks of both machines (timedatectl set-ntp true), then run the doctor again.',
        ),
      ];
  }
}

function redirected(location: string, origin: URL): Finding {
  const target = URL.parse(location, origin)?.origin ?? location;
  return mistake(
    `${origin.origin} sends browsers on to ${target}.`,
    'The doctor follows no redirect: what browsers see in the end is what counts.',
    `Run: npm run doctor -- ${target}`,
  );
}

function foreign(status: number): Finding {
  if ([502, 503, 504].includes(status)) {
    return mistake(
      `The proxy answers ${status}: it does not reach the product.`,
      NOBODY_GETS_IN,
      'Look whether the instances run (npm start says why not), and at the address and port, or the path of LISTEN_SOCKET, in the proxy.',
    );
  }
  return mistake(
    `Something else answers there: /health/live gave ${status}, and not the answer of a Gatehouse.`,
    'The address leads to another product, or the proxy does not pass /health/live on.',
    'Look at the server name and the locations in the proxy; /health/live may be closed to others, but not to the doctor.',
  );
}

function remedyFor(code: string): string {
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code)) return 'Look at the name: this machine finds no address for it.';
  if (/CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code)) {
    return 'Look at the certificate. For a certificate authority of your own, set NODE_EXTRA_CA_CERTS to its file.';
  }
  if (/^(EPROTO|HPE_|ERR_SSL)/.test(code)) return 'Look at scheme and port: one side speaks TLS and the other does not.';
  return 'Look whether the proxy runs and listens there, and whether a firewall stands between.';
}
