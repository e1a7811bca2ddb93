import type { Seen } from './examination.js';
import type { Finding } from './findings/finding.js';
import type { Visit } from './visit.js';

/** Returns what an operator reads at a terminal. */
export function report(visits: readonly Visit[], findings: readonly Finding[], origin: URL): string {
  const seen = visits.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'seen')?.seen;
  const mistakes = findings.filter(({ grade }) => grade === 'mistake').length;
  const blocks = [
    `Asked ${origin.origin}/health/live ${visits.length} times.`,
    ...(seen ? [described(seen)] : []),
    ...findings.map(told),
    mistakes === 0 ? 'No mistake found.' : `${mistakes} mistake${mistakes === 1 ? '' : 's'} found.`,
  ];
  return printable(`${blocks.join('\n\n')}\n`);
}

function described(seen: Seen): string {
  const { trustProxy, peerTrusted } = seen;
  const trust = `TRUST_PROXY ${trustProxy === null ? 'is not set' : `is ${String(trustProxy)}`}`;
  const lines = [
    ['peer', `${seen.peer ?? 'a Unix socket'} (${peerTrusted ? 'trusted' : 'not trusted'}: ${trust})`],
    ...Object.entries(seen.received).map(([name, value]) => ['received', `${name}: ${value}`]),
    ['address', seen.address],
    ['scheme', seen.scheme],
    ['host', `${seen.host}`],
    ['PUBLIC_URL', seen.publicUrl],
  ];
  return [
    'How the product saw the first request:',
    ...lines.map(([name = '', value = '']) => `  ${name.padEnd(11)}${value}`),
  ].join('\n');
}

function told({ grade, what, effect, remedy }: Finding): string {
  const lines = [`${grade.toUpperCase()}: ${what}`];
  if (effect !== undefined) lines.push(`  ${effect}`);
  if (remedy !== undefined) lines.push(`  Remedy: ${remedy}`);
  return lines.join('\n');
}

/** Text that came over the network may not command a terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '?');
}
