import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A line of a source file of this repository. */
export interface SourcePlace {
  /** The path from the root of the repository, with slashes. */
  readonly file: string;
  /** Lines and columns count from 1. */
  readonly line: number;
  readonly column: number;
  /** The whole file as it was built. */
  readonly text: string;
}

/** A place in a file that runs; lines and columns count from 1. */
export interface Position {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Returns the line of this repository's source that is nearest to where the error came from, whatever was built from
 * it; undefined where the stack names none that can be read. It reads files, so it is for development only.
 */
export function sourcePlace(error: unknown): SourcePlace | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const line of stack.split('\n')) {
    const position = positionIn(line);
    const place = position && placeOf(position);
    if (place !== undefined) return place;
  }
  return undefined;
}

/**
 * Reads `at name (place:line:column)` and `at place:line:column`; a path may hold blanks and brackets. Where a file cannot
 * be loaded, its address and line stand alone above the message.
 */
function positionIn(stackLine: string): Position | undefined {
  const at = /^\s+at (?:.*? \()?(?:async )?(.+?):(\d+):(\d+)\)?$/.exec(stackLine) ?? /^(file:.+?):(\d+)$/.exec(stackLine);
  if (at === null) return undefined;
  const [, place = '', line, column = 1] = at;
  const path = place.startsWith('file:') ? fileURLToPath(place.replace(/[?#].*$/, '')) : place;
  return isAbsolute(path) ? { path, line: Number(line), column: Number(column) } : undefined;
}

function isOurs(path: string): boolean {
  const inside = relative(process.cwd(), path);
  return !inside.startsWith('..') && !isAbsolute(inside) && !inside.split(sep).includes('node_modules');
}

/** Returns the line of the source behind this line of a file, undefined where the file is none of ours or cannot be read. */
export function placeOf(position: Position): SourcePlace | undefined {
  if (!isOurs(position.path)) return undefined;
  try {
    // What was written by hand among the built files has no origin.
    return (existsSync(`${position.path}.map`) ? mapped(position) : undefined) ?? sourceAt(position);
  } catch {
    // A map that is half written, or a file that has gone since, is no reason to fail once more.
    return undefined;
  }
}

/** Node maps stacks by itself only where it was started so, and then reads every map at the start. */
function mapped({ path, line, column }: Position): SourcePlace | undefined {
  const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')));
  const origin = map.findOrigin(line, column);
  if (!('fileName' in origin)) return undefined;
  const at = { path: resolve(dirname(path), origin.fileName), line: origin.lineNumber, column: origin.columnNumber };
  const { sources, sourcesContent } = map.payload;
  return sourceAt(at, sourcesContent?.[sources.indexOf(origin.fileName)]);
}

function sourceAt({ path, line, column }: Position, text = readFileSync(path, 'utf8')): SourcePlace {
  return { file: relative(process.cwd(), path).split(sep).join('/'), line, column, text };
}

/** Shortens the paths of this machine in a text to those of the repository, and names sources in the place of built files. */
export function withoutRoot(text: string): string {
  const short = text.replaceAll(`file://${join(process.cwd(), sep)}`, '').replaceAll(join(process.cwd(), sep), '');
  return short.replaceAll(/\bdist\/(?:src|migrations)\/[\w./-]+?\.js\b/g, sourceOf);
}

/** Returns the source that this file was built from, or the file where nothing says so. */
function sourceOf(built: string): string {
  try {
    const { sources } = JSON.parse(readFileSync(`${built}.map`, 'utf8')) as { readonly sources: readonly string[] };
    return relative(process.cwd(), resolve(dirname(built), sources[0] ?? ''))
      .split(sep)
      .join('/');
  } catch {
    return built;
  }
}
