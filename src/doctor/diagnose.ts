import { address } from './findings/address.js';
import type { Finding } from './findings/finding.js';
import { forged } from './findings/forged.js';
import { instances } from './findings/instances.js';
import { passage, rewritten } from './findings/passage.js';
import { publicAddress } from './findings/public-address.js';
import { reach } from './findings/reach.js';
import { scheme } from './findings/scheme.js';
import { unreadableHashes } from './findings/unreadable-hashes.js';
import type { Visit } from './visit.js';

/** Returns what the visits show, mistakes first, each once. */
export function diagnose(visits: readonly Visit[], origin: URL): Finding[] {
  const plain = visits.filter(({ forgery, trial }) => forgery === undefined && trial === undefined);
  const honest = plain.map(({ outcome }) => outcome);
  const answered = honest.filter((outcome) => outcome.kind === 'seen');
  const seen = answered.map((outcome) => outcome.seen);
  const found = [
    ...honest.flatMap((outcome) => reach(outcome, origin)),
    ...answered.flatMap((outcome) => [...address(outcome), ...rewritten(outcome)]),
    ...seen.flatMap((one) => [...scheme(one, origin), ...publicAddress(one, origin)]),
    ...visits.flatMap(({ forgery, outcome }) =>
      forgery !== undefined && outcome.kind === 'seen' ? forged(forgery, outcome.seen, seen) : [],
    ),
    ...visits.flatMap(({ trial, outcome }) => (trial === undefined ? [] : passage(trial, outcome))),
    ...seen.flatMap(unreadableHashes),
    ...instances(seen),
  ];
  const once = [...new Map(found.map((finding) => [finding.what, finding])).values()];
  return [...once.filter(({ grade }) => grade === 'mistake'), ...once.filter(({ grade }) => grade === 'note')];
}
