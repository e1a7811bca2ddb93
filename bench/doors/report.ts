import { keepInPaper, keepResult, place } from '../support/record.ts';
import { short, table } from '../support/table.ts';
import type { View, VictimsView } from './victims.ts';

export interface Scene {
  readonly instances: number;
  readonly attack: string;
  readonly connections: number;
  readonly view: VictimsView;
  /** The same people before any attack. */
  readonly idle: VictimsView;
  /** How often the attacker got which status. */
  readonly answers: Readonly<Record<string, number>>;
}

/** The goals: of known devices 1 in 20 refused and nobody over 3 s, of strangers 1 in 5, pages twice as slow at most. */
const GOAL = ['goal', '', '', 'at most 5 %, 3 s', 'at most 20 %', 'at most 2', ''];

/** A table of what the others saw, and all figures as JSON. */
export function reportDoors(scenes: readonly Scene[], quick: boolean): void {
  const rows = scenes.map(({ instances, attack, connections, view, idle, answers }) => [
    attack,
    String(instances),
    String(connections),
    told(view.known),
    told(view.strangers),
    `${short(view.pages.p99)} ms (${short(view.pages.p99 / idle.pages.p99)})`,
    Object.entries(answers)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', '),
  ]);
  const head = ['attack from one address', 'instances', 'connections', 'login, known device', 'login, stranger', "p99 of others' pages (to idle)", 'the attacker got']; // prettier-ignore
  const text = [place(), table([head, ...rows, GOAL])].join('\n\n');
  console.log(`\n${text}`);
  keepResult({ name: 'doors', quick }, { scenes });
  keepInPaper('bench/results/doors.md', 'doors', text);
}

function told({ refused, p50, p99 }: View): string {
  return `${(100 * refused).toFixed(0)} % refused, p50 ${short(p50)}, p99 ${short(p99)} ms`;
}
