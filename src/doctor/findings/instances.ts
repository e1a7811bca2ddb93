import type { Seen } from '../examination.js';
import { type Finding, mistake } from './finding.js';

/** Judges whether the instances behind one address agree. */
export function instances(seen: readonly Seen[]): Finding[] {
  const minds = new Set(seen.map((one) => JSON.stringify(settingsOf(one))));
  if (minds.size < 2) return [];
  return [
    mistake(
      'The instances behind that address have different TRUST_PROXY or PUBLIC_URL.',
      'What works for a visitor in one request does not in the next.',
      'Give all of them the same environment.',
    ),
  ];
}

function settingsOf({ trustProxy, publicUrl }: Seen): unknown {
  return [trustProxy, publicUrl];
}
