/** These have four of five files that a start loads: Node resolves, opens, reads and links each of them. */
const MANY_FILES = [
  '@mikro-orm/core',
  '@mikro-orm/migrations',
  '@mikro-orm/pglite',
  '@mikro-orm/postgresql',
  '@mikro-orm/sql',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/event-emitter',
  '@nestjs/passport',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  'iterare',
  'kysely',
  'rxjs',
];

/** Where a file names a package to be loaded. A comment may look like it, which does no harm. */
const LOADED = /\b(?:from|import|require|resolve)\b\s*\(?\s*["']((?:@[\w.-]+\/)?[\w-][\w.-]*)/g;

/** Returns the names of the packages that this code loads. */
export function packagesIn(code) {
  return Array.from(code.matchAll(LOADED), ([, name]) => name);
}

/**
 * Returns the packages of this lock file that the bundle of a start may hold. None is held that anything beside the
 * bundle needs too: that would load a copy of its own, and what one copy makes is no instance of the other's classes.
 * Beside it are all that are installed for production, and the others that our code loads (`loaded`): npm leaves a
 * package of the tests among theirs when a team installs it.
 */
export function bundledPackages({ packages }, loaded = []) {
  const installed = Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, manifest]) => ({ path, name: nameOf(path), needs: needsOf(manifest), used: !manifest.dev }));
  const nested = installed.filter(({ path, name }) => path !== `node_modules/${name}`).map(({ name }) => name);
  let bundled = MANY_FILES.filter((name) => !nested.includes(name));
  for (;;) {
    const needed = neededBy(
      installed.filter(({ name, used }) => !bundled.includes(name) && (used || loaded.includes(name))),
      installed,
    );
    const left = bundled.filter((name) => !needed.has(name));
    if (left.length === bundled.length) return bundled;
    bundled = left;
  }
}

/** Returns the names of what these packages need, and what that needs, and so on. */
function neededBy(some, installed) {
  const needed = new Set(some.flatMap(({ needs }) => needs));
  // A set that grows while it is walked is walked to its end.
  for (const name of needed) {
    for (const { needs } of installed.filter((each) => each.name === name)) for (const need of needs) needed.add(need);
  }
  return needed;
}

function nameOf(path) {
  return path.split('node_modules/').at(-1);
}

function needsOf({ dependencies, peerDependencies, optionalDependencies }) {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
