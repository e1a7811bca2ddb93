import { cpSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commit } from './repository.js';

/** What the team took from the guides: the example of each, its folder in `src/team/`, and its module. */
const FEATURES = [
  { example: 'a-table', folder: 'tasks', module: 'TasksModule' },
  { example: 'notes', folder: 'notes', module: 'NotesModule' },
  { example: 'look', folder: 'look', module: 'LookModule' },
  { example: 'roles', folder: 'roles', module: 'RolesModule' },
  { example: 'a-login-step', folder: 'code', module: 'CodeModule' },
] as const;

/** The team's tests. The product has tests of its own beside them, which a new version may change. */
export const TEAM_TESTS = FEATURES.map(({ folder }) => `test/team/${folder}.test.ts`);

/**
 * Makes of a clone the repository of a team that has followed the guides of this very version: a table, a page, a
 * look, a role and a login step, with their tests, all in `src/team/` and `test/team/`, committed.
 */
export function followTheGuides(folder: string): void {
  mkdirSync(join(folder, 'test/team'), { recursive: true });
  for (const feature of FEATURES) {
    const to = join(folder, 'src/team', feature.folder);
    cpSync(join(folder, 'test/examples', feature.example), to, { recursive: true });
    const test = join(folder, `test/team/${feature.folder}.test.ts`);
    renameSync(join(to, `${feature.example}.test.ts`), test);
    rewrite(test, (code) => asTeamTest(code, feature.folder));
    for (const file of globSync(join(to, '*.{ts,tsx}'))) rewrite(file, (code) => code.replaceAll("'../../../src/", "'../../"));
  }
  writeFileSync(join(folder, 'src/team/team.module.ts'), teamModule());
  commit(folder, 'What the team has built', 'src', 'test');
}

/** In `test/team/` the ways to the product and to its helpers are shorter, and the feature is elsewhere. */
function asTeamTest(code: string, folder: string): string {
  return code
    .replaceAll("'./", `'../../src/team/${folder}/`)
    .replaceAll("'../../../src/", "'../../src/")
    .replaceAll("'../../support/", "'../support/");
}

function teamModule(): string {
  const imports = FEATURES.map(({ folder, module }) => `import { ${module} } from './${folder}/${folder}.module.js';\n`);
  const names = FEATURES.map(({ module }) => module).join(', ');
  return `import { Global, Module } from '@nestjs/common';\n${imports.join('')}
@Global()
@Module({ imports: [${names}] })
export class TeamModule {}
`;
}

function rewrite(file: string, edit: (code: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
}
