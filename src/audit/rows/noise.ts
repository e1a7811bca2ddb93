import { networkOf } from '../../http/client/network-of.js';
import type { Happening } from './new-row.js';

/** Anybody can cause these at no cost, as often as they like. */
const NOISE: ReadonlySet<string> = new Set([
  'unauthorized',
  'fresh-login-needed',
  'forbidden',
  'cross-site-refused',
  'input-refused',
  'throttled',
  'unexpected-error',
]);

/** So many different kinds of noise are told apart in one minute; what comes beyond is counted by its event alone. */
const KINDS = 1_000;

/** This is what came again within the minute, and how often. */
export interface Repeated {
  readonly happening: Happening;
  readonly count: number;
}

/**
 * Keeps a flood of refusals from filling the disk: of what is alike (event, account, network, reason) in one minute the
 * first is a row, and the others together are one more, with their count, when the minute is over.
 */
export class NoiseCounts {
  private readonly kinds = new Map<string, { readonly happening: Happening; more: number }>();

  isNoise({ event }: Happening): boolean {
    return NOISE.has(event);
  }

  /** Counts one, and returns it where it is the first of its kind. */
  add(happening: Happening): Happening | undefined {
    const { event, accountId, address = '', reason } = happening;
    const key = JSON.stringify([event, accountId, networkOf(address), reason]);
    const known = this.kinds.get(key);
    if (known === undefined && this.kinds.size >= KINDS) return this.addBeyond(event);
    if (known === undefined) this.kinds.set(key, { happening, more: 0 });
    else known.more += 1;
    return known === undefined ? happening : undefined;
  }

  /** Returns what came again, and begins a new minute. */
  takeRepeated(): Repeated[] {
    const repeated = [...this.kinds.values()].filter(({ more }) => more > 0);
    this.kinds.clear();
    return repeated.map(({ happening, more }) => ({ happening, count: more }));
  }

  private addBeyond(event: string): undefined {
    const known = this.kinds.get(event);
    if (known !== undefined) known.more += 1;
    else this.kinds.set(event, { happening: { ...NOBODY, event, reason: 'many clients' }, more: 1 });
  }
}

const NOBODY: Omit<Happening, 'event'> = {
  accountId: undefined,
  actorId: undefined,
  address: undefined,
  device: undefined,
  session: undefined,
  reason: undefined,
  requestId: undefined,
  changes: undefined,
};
