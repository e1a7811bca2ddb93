import type { SourcePlace } from './source-place.js';

/** So many lines are shown before the one that is meant, and so many after it. */
const AROUND = 5;

/** Returns the lines around a place with their numbers; `>` marks the one that is meant. */
export function codeFrame({ text, line }: Pick<SourcePlace, 'text' | 'line'>): string[] {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  return lines
    .slice(first - 1, last)
    .map((code, index) => ({ code, number: first + index }))
    .map(({ code, number }) => `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${code}`.trimEnd());
}
