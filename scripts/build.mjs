// npm run build: compiles the sources and writes the files beside them into dist/, as `nest build` does by the same
// nest-cli.json and .swcrc. The command line of Nest loads TypeScript and its generators first, which takes longer than
// all of the work.
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { transformFile } from '@swc/core';
import { writeCommonPasswords } from './write-common-passwords.mjs';

const OUT = 'dist';
const { sourceRoot, compilerOptions } = JSON.parse(readFileSync('nest-cli.json', 'utf8'));
const { filenames, extensions } = compilerOptions.builder.options;

// The compiler has threads of its own, so this one sorts passwords meanwhile.
const compiled = globSync(filenames.map((folder) => `${folder}/**/*{${extensions.join()}}`)).map(compile);
writeCommonPasswords();
const outputs = await Promise.all(compiled);
rmSync(OUT, { recursive: true, force: true });
for (const { target, code, map } of outputs) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${code}\n//# sourceMappingURL=${basename(target)}.map`);
  writeFileSync(`${target}.map`, map);
}
for (const file of globSync(compilerOptions.assets.map((asset) => join(sourceRoot, asset)))) cpSync(file, join(OUT, file));

/** Returns what a source becomes, and where. */
async function compile(file) {
  const target = join(OUT, file.replace(/\.tsx?$/, '.js'));
  const { code, map } = await transformFile(file, { outputPath: target });
  return { target, code, map };
}
