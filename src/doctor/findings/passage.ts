import type { Sighting, Trial } from '../visit.js';
import { type Finding, mistake, note } from './finding.js';

/** Judges whether what proxies are known to be in the way of came through. */
export function passage(trial: Trial, outcome: Sighting): Finding[] {
  if (trial === 'authorization') {
    if (outcome.kind !== 'seen' || outcome.seen.authorized !== false) return [];
    return [
      mistake(
        'The proxy takes the Authorization header away.',
        'API keys and other tokens of programs never arrive: whoever uses them is a guest.',
        'Let it pass the header on.',
        'authorization',
      ),
    ];
  }
  if (outcome.kind !== 'foreign' || outcome.status !== 411) return [];
  return [
    note(
      'The proxy refuses a POST that has neither a body nor a length (411).',
      "Browsers send a length. Programs must send one too, with curl: -X POST -d ''",
    ),
  ];
}

/** Judges whether answers lead where the product lets them lead. */
export function rewritten({ seen, location }: Sighting & { kind: 'seen' }): Finding[] {
  if (location === undefined || seen.location === undefined || location === seen.location) return [];
  return [
    mistake(
      `The proxy rewrites where answers lead to: ${seen.location} became ${location}.`,
      'Over plain HTTP the redirect to https leads to http again: browsers report too many redirects.',
      'Let it leave the Location header as it is.',
      'location',
    ),
  ];
}
