import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What a reader goes by; a changelog tells of files as they were. */
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md', 'bench/results/*.md']).filter((file) => file !== 'CHANGELOG.md');

/** Paths of the repository in a text. What a team adds, in folders of `src/team/` and in `test/team/`, is the reader's to make. */
function pathsIn(text: string): string[] {
  const paths = text.matchAll(
    /(?<![\w./-])((?:src|test|bench|docs|deploy|scripts|migrations|security|\.ci)\/[\w./@-]*\w)(?![\w*<{])/g,
  );
  return [...paths].map(([, path = '']) => path).filter((path) => !/^(src\/team\/[^/.]+|test\/team)(\/|$)/.test(path));
}

/** Addresses of links that stay here, without their fragments. */
function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, address = '']) => address.replace(/#.*$/, ''))
    .filter((address) => address !== '' && !address.includes('://'));
}

describe('documents', () => {
  it.each(DOCUMENTS)('name no file that is not there (%s)', (document) => {
    const text = readFileSync(document, 'utf8');
    expect(pathsIn(text).filter((path) => !existsSync(path))).toEqual([]);
    expect(linksIn(text).filter((address) => !existsSync(join(dirname(document), address)))).toEqual([]);
  });

  it('lead to each other: every page of docs/ is linked from another one', () => {
    const linked = DOCUMENTS.flatMap((document) =>
      linksIn(readFileSync(document, 'utf8')).map((address) => join(dirname(document), address)),
    );
    const pages = globSync('docs/*.md').filter((page) => !linked.includes(page));
    expect(pages).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const text = readFileSync('docs/architecture.md', 'utf8');

  it('names every room', () => {
    const rooms = globSync('src/*/').map((room) => `\`${room.slice('src/'.length)}/\``);
    expect(rooms.filter((room) => !text.includes(room))).toEqual([]);
  });

  it('names every file that keeps state on a request, a socket, a session or a class by a symbol', () => {
    const keepers = globSync('src/**/*.{ts,tsx}').filter((file) => / = Symbol\(/.test(readFileSync(file, 'utf8')));
    // A token for injection is no state, and what a team keeps is a matter of its own documents.
    const others = /^src\/(config\/settings\.ts$|team\/)/;
    expect(keepers.filter((file) => !others.test(file) && !text.includes(file))).toEqual([]);
  });
});

describe('decision records', () => {
  it.each(globSync('docs/decisions/*.md'))('have a date and a status (%s)', (record) => {
    expect(readFileSync(record, 'utf8')).toMatch(
      /^# .+\n\nDate: \d{4}-\d\d-\d\d.* Status: (accepted|superseded by decision \d+)/,
    );
  });
});
