import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { check, resolveConfig } from 'prettier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-new-'));
  for (const part of ['scripts', 'package.json', '.prettierrc.json'].filter((name) => existsSync(name))) {
    cpSync(part, join(folder, part), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (...args: string[]) => run(process.execPath, ['scripts/new.mjs', ...args], { cwd: folder });

const copySources = () => cpSync('src', join(folder, 'src'), { recursive: true });

/** What it says where it refuses. */
async function refusal(...args: string[]): Promise<string> {
  const ended = await write(...args).catch((error: unknown) => error as { stderr: string });
  return ended.stderr;
}

const written = () =>
  ['src', 'test']
    .filter((name) => existsSync(join(folder, name)))
    .flatMap((name) => readdirSync(join(folder, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();

describe('npm run new', () => {
  it.each([
    ['page', 'notes', ['notes.controller.ts', 'notes.module.ts', 'notes.page.tsx']],
    [
      'form',
      'open-letters',
      ['open-letter.dto.ts', 'open-letter.page.tsx', 'open-letters.controller.ts', 'open-letters.module.ts'],
    ],
    ['entity', 'news', ['migrations/index.ts', 'news-item.dto.ts', 'news-item.entity.ts', 'news.controller.ts', 'news.module.ts', 'news.pages.tsx', 'news.service.ts']], // prettier-ignore
  ])('%s %s writes into the folders of the team, and says what to name where', async (kind, name, files) => {
    const { stdout } = await write(kind, name);
    const expected = [...files.map((file) => `src/team/${name}/${file}`), `test/team/${name}/${name}.test.ts`];
    expect(written().filter((file) => !/Migration\d{14}_/.test(file))).toEqual(expected);
    expect(stdout).toContain(`in the imports of src/team/team.module.ts:\nimport {`);
    for (const file of written()) {
      const options = { ...(await resolveConfig(resolve('package.json'))), filepath: file };
      expect([file, await check(readFileSync(join(folder, file), 'utf8'), options)]).toEqual([file, true]);
    }
  });

  it.each([
    ['wishes', 'wish'],
    ['boxes', 'box'],
    ['entries', 'entry'],
    ['movie-tapes', 'movie-tape'],
    ['home-movies', 'home-movie'],
    ['series', 'series-item'],
  ])('calls one of the %s a %s', async (name, one) => {
    await write('form', name);
    expect(written()).toContain(`src/team/${name}/${one}.dto.ts`);
  });

  it('gives the page a title for people', async () => {
    await write('page', 'notice-boards');
    const page = readFileSync(join(folder, 'src/team/notice-boards/notice-boards.page.tsx'), 'utf8');
    expect(page).toContain('<h1 class="h3">Notice boards</h1>');
  });

  it('overwrites nothing, and writes nothing then', async () => {
    await write('page', 'notes');
    const before = written();
    expect(await refusal('entity', 'notes')).toMatch(
      /^src\/team\/notes\/notes\.controller\.ts is there already: nothing was written\.\n$/,
    );
    expect(written()).toEqual(before);
  });

  it.each(['1st', 'Notes', 'a b', '../notes', 'notes.ts', 'notes-', '', 'team', '--help', `n${'x'.repeat(40)}`])(
    'refuses in one line what can be no name (%s)',
    async (name) => {
      expect(await refusal('page', name)).toMatch(/^[^\n]+\.\n$/);
      expect(written()).toEqual([]);
    },
  );

  it.each(['package', 'packages', 'arguments', 'numbers', 'dates', 'evals', 'pages'])(
    'makes no variable and no class of a word that means something else in the code (%s)',
    async (name) => {
      await write('entity', name);
      const made = written()
        .map((file) => readFileSync(join(folder, file), 'utf8'))
        .join('\n');
      expect(made).not.toMatch(/\b(const|readonly|class) (package|arguments|eval|page|Number|Date)\b/);
    },
  );

  it.each([
    ['page', 'login', '/login is there already: take another name.\n'],
    ['page', 'admin', '/admin is there already: take another name.\n'],
    ['form', 'verify-email', '/verify-email is there already: take another name.\n'],
    ['entity', 'users', 'There is a table called users already: take another name.\n'],
    ['entity', 'tokens', 'There is a table called tokens already: take another name.\n'],
    ['entity', 'form', 'What is called form would mean something else in the code: take another name.\n'],
  ])('refuses in one line what would be in the way of what is there (%s %s)', async (kind, name, sentence) => {
    copySources();
    expect(await refusal(kind, name)).toBe(sentence);
    expect(existsSync(join(folder, 'src/team', name))).toBe(false);
  });

  it('leaves room for a page above a path of the product', async () => {
    copySources();
    expect((await write('page', 'people')).stdout).toContain('src/team/people/people.page.tsx');
  });

  it.each([[], ['page'], ['pages', 'notes'], ['page', 'notes', 'more'], ['toString', 'notes']])(
    'says in one line how it is asked (%j)',
    async (...args) => {
      expect(await refusal(...args)).toBe('Say what and how it is called: npm run new -- page|form|entity notes\n');
    },
  );
});
