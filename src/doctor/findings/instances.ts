import type { Seen } from '../examination.js';
import type { Outcome } from '../visit.js';
import { type Finding, mistake } from './finding.js';

/** Whether the instances behind one address have one mind. */
export function instances(outcomes: readonly Outcome[]): Finding[] {
  const seen = outcomes.filter((outcome) => outcome.kind === 'seen');
  const minds = new Set(seen.map((outcome) => JSON.stringify(settingsOf(outcome.seen))));
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
