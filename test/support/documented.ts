import { readFileSync } from 'node:fs';

/** The blocks of a document that are in this language: tests run what operators are told to run. */
export function documented(file: string, language: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language).map(([, , block = '']) => block);
}

/** The cells of a row as they stand, and without backticks the first one, by which it is found. */
export interface DocumentedRow {
  readonly key: string;
  readonly cells: readonly string[];
}

/** The rows of every table of a document whose first column has this title. */
export function documentedRows(file: string, title: string): DocumentedRow[] {
  const tables = readFileSync(file, 'utf8').match(/(?:^\|.*\n)+/gm) ?? [];
  return tables.flatMap((table) => {
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    return head[0] === title ? rows.map((cells) => ({ key: (cells[0] ?? '').replaceAll('`', ''), cells })) : [];
  });
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
