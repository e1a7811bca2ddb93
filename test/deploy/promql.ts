import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}

export function alertRules(): Alert[] {
  const file = parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8')) as { groups: { rules: Alert[] }[] };
  return file.groups.flatMap(({ rules }) => rules);
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: { readonly expr: string }[];
}

export interface Dashboard {
  readonly panels: Panel[];
  readonly annotations: { readonly list: { readonly expr: string }[] };
}

export function dashboard(): Dashboard {
  return JSON.parse(readFileSync('deploy/grafana/gatehouse.json', 'utf8'));
}

/** Every expression of the dashboard, with Grafana's variables as Grafana fills them in. */
export function dashboardQueries({ panels, annotations }: Dashboard): string[] {
  const written = [...panels.flatMap(({ targets = [] }) => targets), ...annotations.list].map(({ expr }) => expr);
  return written.map((expr) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*'));
}

/** What an expression asks for: a name, and what its selector demands of labels. */
export interface Selector {
  readonly name: string;
  readonly labels: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

const WORDS = /^(by|without|on|ignoring|group_left|group_right|and|or|unless|bool|offset|inf|nan)$/i;

/** The selectors of a PromQL expression: names that are no function, keyword or label. */
export function selectors(expr: string): Selector[] {
  const lists = /\b(by|without|on|ignoring)\s*\([^)]*\)/g;
  const named = expr.replace(lists, ' ').replace(/\[[^\]]*\]|\boffset\s+\w+/g, ' ');
  return [...named.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\}|\()?/g)].flatMap(([, name = '', after = '']) => {
    if (after === '(' || WORDS.test(name)) return [];
    const labels = [...after.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)];
    return [{ name, labels: labels.map(([, label = '', operator = '', value = '']) => ({ label, operator, value })) }];
  });
}
