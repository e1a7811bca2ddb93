import type { Seen } from './examination.js';
import type { Finding } from './findings/finding.js';
import { advice, howToName } from './proxies/advice.js';
import type { Proxy } from './proxies/marks.js';
import { metProxies } from './proxies/met-proxies.js';
import type { Visit } from './visit.js';

/** Returns what an operator reads at a terminal; `named` is the proxy that the operator says it is. */
export function report(visits: readonly Visit[], findings: readonly Finding[], origin: URL, named?: Proxy): string {
  const seen = visits.map(({ outcome }) => outcome).find((outcome) => outcome.kind === 'seen');
  const met = metProxies(visits);
  const proxies = named === undefined ? met : [named];
  const mistakes = findings.filter(({ grade }) => grade === 'mistake').length;
  const guessed = proxies.length === 0 && findings.some(({ topic }) => topic !== undefined);
  const blocks = [
    `Asked ${origin.origin}/health/live ${visits.length} times.`,
    ...(met.length > 0 ? [`In front, by the headers: ${met.join(', ')}.`] : []),
    ...(seen ? [described(seen.seen)] : []),
    ...findings.map((finding) => told(finding, proxies)),
    ...(guessed ? [howToName()] : []),
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

function told({ grade, what, effect, remedy, topic }: Finding, proxies: readonly Proxy[]): string {
  const lines = [`${grade.toUpperCase()}: ${what}`];
  if (effect !== undefined) lines.push(`  ${effect}`);
  if (remedy !== undefined) lines.push(`  Remedy: ${remedy}`);
  if (topic !== undefined) lines.push(...advice(topic, proxies).map((line) => `    ${line}`));
  return lines.join('\n');
}

/** Text that came over the network may not command a terminal. */
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '?');
}
