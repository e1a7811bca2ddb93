import type { Visit } from '../visit.js';
import { proxiesOf, PROXIES, type Proxy } from './marks.js';

/** Names the proxies between the doctor and the product, as far as headers tell. */
export function metProxies(visits: readonly Visit[]): Proxy[] {
  const met = visits.flatMap(({ outcome, marks }) =>
    proxiesOf({ request: (outcome.kind === 'seen' && outcome.seen.marks) || {}, answer: marks }),
  );
  return PROXIES.filter((proxy) => met.includes(proxy));
}
