// What a start loads, some two thousand files, becomes a few dozen (see docs/decisions/0052-a-small-embedded-default.md).
import { readFileSync, realpathSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Where the bundle lies; what is built of each file alone lies beside it. */
export const BUNDLE = 'dist/bundle';

/** The names of classes reach people and the database, so two files may go on having one alike. */
const OUTPUT = { format: 'esm', sourcemap: true, keepNames: true, comments: false, charset: 'ascii' };

const FATAL = ['IMPORT_IS_UNDEFINED', 'MISSING_EXPORT', 'UNRESOLVED_IMPORT'];

/**
 * Returns the files of the bundle of this entry, by their names in its folder. `built` are the files of the build with
 * their maps, by their paths, and `packages` the names of those that are bundled with them; all others stay as their
 * makers published them. Nothing is left out, and everything runs in the order in which the single files would. Throws
 * where one of the files cannot be loaded.
 */
export async function bundleStart(entry, built, packages = []) {
  const files = new Map(built.map(({ target, code, map }) => [resolve(target), { code, map }]));
  const bundle = await rolldown({
    input: resolve(entry),
    platform: 'node',
    treeshake: false,
    plugins: [{ name: 'built-files', resolveId: placeOf, load }],
    onLog,
  });
  const names = { entryFileNames: '[name].js', chunkFileNames: '[name].chunk.js' };
  const { output } = await bundle.generate({ ...OUTPUT, ...names, dir: BUNDLE });
  return output.map(({ fileName, code, source }) => [fileName, code ?? source]);

  function placeOf(name, importer) {
    if (importer === undefined) return name;
    const ours = files.has(importer);
    if (!name.startsWith('.')) {
      if (packages.includes(packageOf(name))) return undefined;
      return ours ? externalOf(name) : otherPackage(name, importer);
    }
    if (!ours) return undefined;
    const path = resolve(dirname(importer), name);
    return files.has(path) ? path : null;
  }

  function load(path) {
    const file = files.get(path) ?? (/\.m?js$/.test(path) ? { code: readFileSync(path, 'utf8') } : undefined);
    // A file looks for others beside itself, and its code lies elsewhere in the bundle.
    const place = JSON.stringify(relative(resolve(BUNDLE), path).split(sep).join('/'));
    return file && { ...file, code: file.code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
  }
}

/** Throws for a package that is not there: Node names the file that wants it, and would name the bundle. */
function externalOf(name) {
  import.meta.resolve(name);
  return { id: name, external: true };
}

/**
 * What a bundled package needs of the others stays outside, unless it has a version of its own, which nobody finds from
 * the bundle. It may ask for what is not installed: then it does without.
 */
function otherPackage(name, importer) {
  if (name.startsWith('node:')) return { id: name, external: true };
  const [own, found] = [importer, resolve(BUNDLE, 'main.js')].map((file) => findPackage(name, file));
  return own === found ? { id: name, external: true } : undefined;
}

function findPackage(name, file) {
  try {
    return realpathSync(findPackageJSON(name, pathToFileURL(file)));
  } catch {
    return undefined;
  }
}

/** Returns the name of the package in `rxjs/operators` or `@nestjs/common/constants.js`. */
function packageOf(name) {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** What would fail when it is loaded is no error here. */
function onLog(_level, { code, message }) {
  if (FATAL.includes(code)) throw new Error(message);
}
