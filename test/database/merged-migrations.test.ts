import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { transformFile } from '@swc/core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const SOURCES = ['src', 'migrations', 'dist', 'package.json', '.swcrc'];
const dir = mkdtempSync(join(tmpdir(), 'gatehouse-merge-'));

const file = (path: string) => join(dir, path);
const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(file(path), change(readFileSync(file(path), 'utf8')));
const git = (...args: string[]) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: dir });

async function commit(message: string): Promise<void> {
  await git('add', '-A');
  await git('commit', '-qm', message);
}

/** Runs a command of the console on the present sources: those that no branch changes are built already. */
async function built(command: string, ...args: string[]): Promise<string> {
  await git('add', '-A');
  const changed = (await git('diff', '--cached', '--name-only', 'base')).stdout
    .split('\n')
    .filter((name) => /\.tsx?$/.test(name));
  for (const name of new Set([...changed, 'src/app.module.ts', 'src/team/team.module.ts'])) {
    const target = file(join('dist', name.replace(/\.tsx?$/, '.js')));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, (await transformFile(file(name), { swcrc: true, cwd: dir })).code);
  }
  const env = { PATH: process.env['PATH'], DATA_DIR: file('data'), LOG_LEVEL: 'silent' };
  return (await run(process.execPath, [join('dist/src/console', command), ...args], { cwd: dir, env })).stdout;
}

/** A folder with one table, named in the module that the branch has for such, and its migration by our own command. */
async function addFeature(branch: string, folder: string, name: string, imported: (text: string) => string, into: string) {
  await git('checkout', '-qb', branch, 'base');
  mkdirSync(file(folder), { recursive: true });
  writeFileSync(
    file(`${folder}/${name}.module.ts`),
    `import { defineEntity, p } from '@mikro-orm/core';
import { Module } from '@nestjs/common';
import { Feature } from '${folder === 'src/team/notes' ? '../..' : '..'}/features/feature.js';

const Schema = defineEntity({ name: '${name}', tableName: '${name}', properties: { id: p.integer().primary() } });

@Module({})
@Feature({ entities: [Schema] })
export class ${name}Module {}
`,
  );
  edit(into, imported);
  const told = await built('create-migration.js', name, '--in', folder);
  edit(`${folder}/${name}.module.ts`, (text) =>
    text.replace('[Schema]', '[Schema], migrations').replace('\n\n', "\nimport { migrations } from './migrations/index.js';\n\n"),
  );
  await commit(name);
  return told;
}

/** A team that has not begun. */
const NOTHING_YET = `import { Global, Module } from '@nestjs/common';

@Global()
@Module({})
export class TeamModule {}
`;

beforeAll(async () => {
  for (const source of SOURCES) cpSync(source, file(source), { recursive: true });
  // In the repository of a team there are tables of its own already.
  rmSync(file('src/team'), { recursive: true });
  mkdirSync(file('src/team'));
  writeFileSync(file('src/team/team.module.ts'), NOTHING_YET);
  cpSync(inject('templateDataDir'), file('data'), { recursive: true });
  symlinkSync(resolve('node_modules'), file('node_modules'));
  writeFileSync(file('.gitignore'), 'node_modules\ndist\ndata\n');
  await git('init', '-qb', 'base');
  await commit('base');
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a table of the product and a table of a team, made on two branches,', { timeout: 300_000 }, () => {
  it('get a migration and a list each, in the folder of their feature', async () => {
    const product = await addFeature(
      'product',
      'src/guestbook',
      'guestbook',
      (text) =>
        text
          .replace(
            'import { HealthModule }',
            "import { guestbookModule } from './guestbook/guestbook.module.js';\nimport { HealthModule }",
          )
          .replace('  PagesModule,\n', '  PagesModule,\n  guestbookModule,\n'),
      'src/app.module.ts',
    );
    expect(product).toMatch(/^src\/guestbook\/migrations\/Migration\d{14}_guestbook\.ts\n.*is a new list/);
    const team = await addFeature(
      'team',
      'src/team/notes',
      'notes',
      (text) =>
        `import { notesModule } from './notes/notes.module.js';\n${text.replace('@Module({})', '@Module({ imports: [notesModule] })')}`,
      'src/team/team.module.ts',
    );
    expect(team).toMatch(/^src\/team\/notes\/migrations\/Migration\d{14}_notes\.ts\n/);
    expect(readFileSync(file('src/team/notes/migrations/index.ts'), 'utf8')).toMatch(/= \[\n {2}Migration\d{14}_notes,\n\];\n$/);
  });

  it('merge without a conflict, and the one is applied to a database that has the other already', async () => {
    expect(await built('migrate.js')).toMatch(/^Applied: Migration\d{14}_notes\n$/);
    await git('merge', '-q', '--no-edit', 'product');
    expect(await built('migrate.js')).toMatch(/^Applied: Migration\d{14}_guestbook\n$/);
    const database = new PGlite(file('data/postgres'));
    const { rows } = await database.query<{ tablename: string }>(`select tablename from pg_tables where schemaname = 'public'`);
    await database.close();
    expect(rows.map(({ tablename }) => tablename)).toEqual(expect.arrayContaining(['users', 'guestbook', 'notes']));
    expect(await built('create-migration.js', 'more')).toBe('Entities and migrations agree: nothing to do.\n');
  });
});
