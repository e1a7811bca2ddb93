import type { Spread } from './statistics.ts';

/** Lines of a table as text for a terminal, which is Markdown as well. The first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) => `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n');
}

/** Two or three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-GB').replaceAll(',', ' ');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}

/** A figure of many rounds with its spread. */
export function ranged({ median, low, high }: Spread): string {
  return `${short(median)} (${short(low)} to ${short(high)})`;
}

/** A ratio of many rounds with its spread: what the eye is to find in a table. */
export function rangedRatio({ median, low, high }: Spread): string {
  return `**${median.toFixed(2)}** (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
