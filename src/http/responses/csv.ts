import type { StreamableFile } from '@nestjs/common';
import { streamedFile } from './streamed-file.js';

export type CsvCell = string | number | boolean | null;

/** A spreadsheet takes what begins so for a formula and runs it (OWASP, "CSV Injection"), the wide forms too. */
const FORMULA = /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/;

/** Excel takes a file for UTF-8 only when it begins with this. */
const MARK = '\ufeff';

/**
 * Makes an answer of lines as they come, without having them all in memory (RFC 4180, UTF-8). A text that a
 * spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers. `name` is the file's, without
 * quotes and beyond ASCII.
 */
export function csvFile(name: string, lines: AsyncIterable<readonly CsvCell[]> | Iterable<readonly CsvCell[]>): StreamableFile {
  return streamedFile(name, 'text/csv; charset=utf-8', texts(lines));
}

async function* texts(lines: AsyncIterable<readonly CsvCell[]> | Iterable<readonly CsvCell[]>): AsyncGenerator<string> {
  // The mark waits for the first line: a query that fails is answered as a fault as long as nothing has been sent.
  let mark = MARK;
  for await (const cells of lines) {
    yield `${mark}${cells.map(quoted).join(',')}\r\n`;
    mark = '';
  }
  if (mark !== '') yield mark;
}

function quoted(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const inert = FORMULA.test(cell) ? `'${cell}` : cell;
  return `"${inert.replaceAll('"', '""')}"`;
}
