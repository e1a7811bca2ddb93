import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MikroORM } from '@mikro-orm/core';
import { PgliteDriver } from '@mikro-orm/pglite';
import { ormOptions, type Schema } from './orm-options.js';

/**
 * Writes what the entities have more than all migrations together make into `folder`, and the list of that folder.
 * The state to compare with is not kept in a file, which would be in every merge's way, but made: all migrations are
 * applied to an empty PGlite in memory. Returns the path of the new file, or undefined where nothing is missing.
 */
export async function createMigration(name: string, folder: string, schema: Schema): Promise<string | undefined> {
  const orm = await MikroORM.init({ ...ormOptions(schema, () => undefined), driver: PgliteDriver, dbName: 'memory://' });
  try {
    await orm.migrator.up();
    await dropTriggers(orm);
    const { fileName } = await orm.migrator.create(folder, false, false, name);
    if (fileName === '') return undefined;
    tidy(join(folder, fileName));
    writeList(folder);
    return join(folder, fileName);
  } finally {
    await orm.close(true);
  }
}

/**
 * Takes the triggers of the tables out of the copy to compare with. No entity says them, and the way back of a migration
 * is a comparison whose goal is the database: it would make each of them anew, with a function that does nothing.
 */
async function dropTriggers({ em }: MikroORM): Promise<void> {
  const triggers = await em
    .getConnection()
    .execute<{ name: string; of: string }[]>(
      `select quote_ident(tgname) as "name", tgrelid::regclass::text as "of" from pg_trigger where not tgisinternal`,
    );
  for (const trigger of triggers) await em.getConnection().execute(`drop trigger ${trigger.name} on ${trigger.of}`);
}

/** The longest line that `npm run check` lets pass. */
const WIDTH = 130;

/** Gives the file the form that `npm run check` asks for: no empty lines at the ends of a block, and long statements below their call. */
function tidy(file: string): void {
  const text = readFileSync(file, 'utf8')
    .replaceAll('{\n\n', '{\n')
    .replaceAll(/\n\n( *\})/g, '\n$1')
    .replaceAll(/^( *)(this\.addSql\()(`.*`)\);$/gm, (line: string, indent: string, call: string, sql: string) =>
      line.length <= WIDTH ? line : `${indent}${call}\n${indent}  ${sql},\n${indent});`,
    );
  writeFileSync(file, `${text.trimEnd()}\n`);
}

/** Writes the list of a folder from the files in it: where two branches have added to one list, make it again. */
function writeList(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder)
    .filter((file) => /^Migration\w+\.ts$/.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
  const imports = names.map((name) => `import { ${name} } from './${name}.js';\n`);
  const entries = names.map((name) => `  ${name},\n`);
  const comment = '/** The database remembers their names: one that was released never changes. */\n// prettier-ignore\n';
  writeFileSync(join(folder, 'index.ts'), `${imports.join('')}\n${comment}export const migrations = [\n${entries.join('')}];\n`);
}
