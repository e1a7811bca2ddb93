// node scripts/bundle.mjs: writes dist/bundle, which the next starts load (bundle-start.mjs), from what is built. A start
// that has found none runs it beside the product, so it takes what that leaves of the cores and of the memory.
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { STAMP } from './build-if-stale.mjs';
import { BUNDLE, bundleStart } from './bundle-start.mjs';
import { bundledPackages, packagesIn } from './bundled-packages.mjs';
import { COMPILE_CACHE } from './compile-cache.mjs';
import { isWatched } from './watcher.mjs';

const LOWEST = 19;
const LOCK_FILE = 'package-lock.json';

/** Bytes: the bundler holds 600 MB at most, and the product beside it 300. */
const FOR_PACKAGES = 1_000_000_000;

comeLast();
const built = stampOfBuild();
// `npm run dev` builds file by file, and would run a bundle of what was saved before.
if (built !== undefined && !isWatched()) await writeBundle();
process.exit();

async function writeBundle() {
  // Scripts of pages have no map: they are sent as they are.
  const files = globSync('dist/{src,migrations}/**/*.js.map').map((map) => {
    const target = map.replace(/\.map$/, '');
    const code = readFileSync(target, 'utf8').replace(/\n\/\/# sourceMappingURL=.*$/, '');
    return { target, code, map: readFileSync(map, 'utf8') };
  });
  // A machine on which that does not fit has only our own files bundled, which takes half as much.
  const packages = process.availableMemory() > FOR_PACKAGES ? packagesBeside(files) : [];
  // What cannot be loaded cannot be bundled: a start loads file by file, and says what helps.
  const bundled = await bundleStart('dist/src/main.js', files, packages).catch(() => undefined);
  // A bundle of another build would run what nobody has in front of them. A build that begins only now takes the folder away.
  if (bundled === undefined || stampOfBuild() !== built) return;
  const made = join(dirname(BUNDLE), `.bundle-${process.pid}`);
  try {
    mkdirSync(made);
    for (const [name, content] of bundled) writeFileSync(join(made, name), content);
    renameSync(made, BUNDLE);
  } catch {
    // Another start was first, or a build has begun.
    rmSync(made, { recursive: true, force: true });
    return;
  }
  await compile();
}

/** Leaves to the next start what Node compiles when it loads the bundle. Its entry is not loaded: it would serve. */
async function compile() {
  enableCompileCache(COMPILE_CACHE);
  await import(pathToFileURL(join(BUNDLE, 'serve.chunk.js'))).catch(() => undefined);
}

function packagesBeside(files) {
  if (!existsSync(LOCK_FILE)) return [];
  const loaded = files.flatMap(({ code }) => packagesIn(code));
  return bundledPackages(JSON.parse(readFileSync(LOCK_FILE, 'utf8')), loaded);
}

function stampOfBuild() {
  return statSync(STAMP, { throwIfNoEntry: false })?.mtimeMs;
}

function comeLast() {
  try {
    setPriority(LOWEST);
    // Where memory is short, Linux ends this process, and not the one that serves pages.
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Other systems have no such file.
  }
}
