import { type Proxy, PROXIES, shortName } from './marks.js';
import { REMEDIES, type Topic } from './remedies.js';

/** These two hide best: HAProxy leaves no mark, and nginx stands behind much that writes a name of its own. */
const LIKELY: readonly Proxy[] = ['nginx', 'HAProxy'];

/** Returns lines of configuration for one kind of mistake, for these proxies or, where none is known, for the likely ones. */
export function advice(topic: Topic, proxies: readonly Proxy[]): string[] {
  return (proxies.length > 0 ? proxies : LIKELY).flatMap((proxy) => {
    const lines = REMEDIES[proxy][topic] ?? [];
    return lines.length === 0 ? [] : [`${proxy}:`, ...lines.map((line) => `  ${line}`)];
  });
}

/** Tells how to get the lines for a proxy that no header names. */
export function howToName(): string {
  return (
    'No header names the proxy (HAProxy and AWS NLB never do). For the lines of another one add --proxy= and its name: ' +
    `${PROXIES.map(shortName).join(', ')}.`
  );
}

/** Returns the proxy that a command line names. */
export function proxyNamed(name: string): Proxy | undefined {
  return PROXIES.find((proxy) => shortName(proxy) === name.toLowerCase());
}
