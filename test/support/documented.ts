import { readdirSync, readFileSync } from 'node:fs';

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

const EXAMPLES = new URL('../examples/', import.meta.url);
const GUIDES = new URL('../../docs/guides/', import.meta.url);

export const guides = (): string[] => readdirSync(GUIDES).map((file) => file.replace(/\.md$/, ''));

export const examples = (): string[] =>
  readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** The text of a guide. */
export const guide = (name: string): string => readFileSync(new URL(`${name}.md`, GUIDES), 'utf8');

/**
 * The files of an example, but not of its folders, as a guide has to show them, each below its name; its test bears the name of the guide. A
 * team keeps them in a folder of `src/team/`, and tests in `test/team/`: paths are all that differs from what runs here.
 */
export function shownFiles(example: string): { file: string; code: string }[] {
  const folder = new URL(`${example}/`, EXAMPLES);
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== `${example}.test.ts`)
    .map(({ name }) => name);
  return files.map((file) => ({ file, code: shownCode(new URL(file, folder)) }));
}

function shownCode(file: URL): string {
  const code = readFileSync(file, 'utf8').replaceAll("'../../../src/", "'../../");
  return file.pathname.endsWith('.test.ts')
    ? code.replaceAll(/'\.\.\/(?!\.\.)/g, "'../../src/team/").replaceAll("'../../support/", "'../support/")
    : code;
}
