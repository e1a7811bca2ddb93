import { isTrustworthy } from '../../config/hosts.js';
import type { Environment } from '../../config/environment.js';

/** This says whom a new password's range is asked of. */
export class BreachSettings {
  /** This has no slash at its end; undefined where nobody is asked. */
  readonly breachCheckUrl: string | undefined;

  constructor(env: Environment) {
    this.breachCheckUrl = env.read<string | undefined>('BREACH_CHECK_URL', undefined, rangeAddress);
  }
}

/** Whoever could write the answers on the way could refuse passwords until people choose one that is known. */
function rangeAddress(text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === '';
  if (!isPlain || !isTrustworthy(url.origin)) {
    throw new Error('must be an https address such as https://ranges.example.org/range, without user, query and fragment');
  }
  return url.href.replace(/\/+$/, '');
}
