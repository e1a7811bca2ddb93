import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allFeatures } from '../all-features.js';
import { createMigration } from '../database/create-migration.js';
import { reportStartFailure } from '../lifecycle/start-failure.js';

const USAGE = `npm run migration:create -- <name> [--in <folder of a feature, such as src/team/notes>]

Writes what the entities have and the migrations do not make as one more migration, to be read and mended, and adds it to
the list beside it: in the folder's migrations/, or in migrations/ of the product. Needs no service.
`;

process.exitCode = await run().catch(reportStartFailure);

/** Resolves to the exit code: 0 when there is a migration or nothing to do, 2 for a wrong call. Rejects when the team's modules cannot be loaded. */
async function run(): Promise<number> {
  const { name, folder } = asked();
  if (name === undefined || !/^\w+$/.test(name) || !existsSync(folder)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const list = join(folder, 'migrations', 'index.ts');
  const isNew = !existsSync(list);
  const file = await createMigration(name, join(folder, 'migrations'), await allFeatures());
  process.stdout.write(file === undefined ? 'Entities and migrations agree: nothing to do.\n' : `${file}\n`);
  if (file !== undefined && isNew)
    process.stdout.write(`${list} is a new list: name it in the module, @Feature({ migrations }).\n`);
  return 0;
}

function asked(): { name: string | undefined; folder: string } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { in: { type: 'string', default: '.' } } });
    return { name: positionals.length === 1 ? positionals[0] : undefined, folder: values.in };
  } catch {
    return { name: undefined, folder: '.' };
  }
}
