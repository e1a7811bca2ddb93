// npm run new -- page|form|entity <name>: writes a feature of a team's own with its test, for the team to change. It
// overwrites nothing, and no file of the product changes: the last line says what to name where.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { entity } from './new/entity.mjs';
import { form } from './new/form.mjs';
import { namesOf } from './new/names.mjs';
import { page } from './new/page.mjs';
import { spokenFor } from './new/spoken-for.mjs';
import { takenIn } from './new/taken.mjs';

const KINDS = { page, form, entity };

const [kind, name, ...more] = process.argv.slice(2);
const refuse = (sentence) => {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
};

if (!Object.hasOwn(KINDS, kind ?? '') || name === undefined || more.length > 0) {
  refuse('Say what and how it is called: npm run new -- page|form|entity notes');
}
const taken = takenIn('src');
const names = namesOf(name, taken, spokenFor());
if (typeof names === 'string') refuse(names);
if (kind === 'entity' && taken.tables.has(names.table))
  refuse(`There is a table called ${names.table} already: take another name.`);
const files = Object.entries(KINDS[kind](names));
const present = files.map(([file]) => file).find((file) => existsSync(file));
if (present !== undefined) refuse(`${present} is there already: nothing was written.`);
// It is a tool of developers: where it is not installed, lines are as long as the names make them.
const prettier = await import('prettier').catch(() => undefined);
const options = await prettier?.resolveConfig('package.json');
const formatted = files.map(async ([file, code]) => [
  file,
  (await prettier?.format(code, { ...options, filepath: file })) ?? code,
]);
for (const [file, code] of await Promise.all(formatted)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  process.stdout.write(`${file}\n`);
}
process.stdout.write(
  `\nTry it: npm test -- test/team/${names.folder}\n` +
    `To have it in the product, name ${names.Many}Module in the imports of src/team/team.module.ts:\n` +
    `import { ${names.Many}Module } from './${names.folder}/${names.folder}.module.js';\n`,
);
