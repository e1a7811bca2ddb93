import { type Finding, FINDINGS, type Verdict } from '../audit/verification/findings.js';

/** So many rows are named; a batch may have lost all of its thousand. */
const NAMED = 10;

/** Milliseconds: a row waits for its seal for some seconds, and longer only where nobody seals. */
const LONG = 60_000;

/** Returns what an operator reads of a verification, one line for each fact. */
export function reported(verdict: Verdict, anchors: number | undefined): string {
  const { findings } = verdict;
  const lines = findings.length === 0 ? held(verdict, anchors) : broken(findings);
  return [...lines, ...unsealed(verdict), ''].join('\n');
}

function held({ seals, rows, expired, erased, heldByChain }: Verdict, anchors: number | undefined): string[] {
  return [
    `The audit log holds: ${rows} rows in ${seals} batches${anchors === undefined ? '' : `, with ${anchors} anchors`}.`,
    ...(expired > 0 ? [`Batches 1 to ${expired} have expired: their seals are there, their rows are not.`] : []),
    ...(erased > 0 ? [`${erased} rows were emptied because their account was erased.`] : []),
    ...(heldByChain > 0
      ? [`Up to batch ${heldByChain} seals are signed by a key that is not in AUDIT_KEY; later seals hold them.`]
      : []),
  ];
}

function broken(findings: readonly Finding[]): string[] {
  const named = findings
    .slice(0, NAMED)
    .map(({ kind, where }) => `  ${kind}${where === undefined ? '' : ` (${where})`}: ${FINDINGS[kind]}`);
  const more = findings.length > NAMED ? [`  and ${findings.length - NAMED} more`] : [];
  return [`The audit log does not hold. The first bad batch is ${findings[0]?.batch}:`, ...named, ...more];
}

function unsealed({ unsealed: { rows, since } }: Verdict): string[] {
  if (since === undefined) return [];
  const isLong = Date.now() - since.getTime() > LONG;
  return [
    `${rows} rows are not sealed yet${isLong ? `, the oldest since ${since.toISOString()}: is an instance running?` : '.'}`,
  ];
}
