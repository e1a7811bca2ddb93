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

/**
 * Returns the packages of this lock file that the bundle of a start may hold. None is held that anything beside the
 * bundle needs too: that would load a copy of its own, and what one copy makes is no instance of the other's classes.
 */
export function bundledPackages({ packages }) {
  const installed = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, manifest]) => ({
      name: nameOf(path),
      nested: path !== `node_modules/${nameOf(path)}`,
      needs: needsOf(manifest),
    }));
  const nested = installed.filter((each) => each.nested).map(({ name }) => name);
  let bundled = MANY_FILES.filter((name) => !nested.includes(name));
  for (;;) {
    const needed = new Set(installed.filter(({ name }) => !bundled.includes(name)).flatMap(({ needs }) => needs));
    const left = bundled.filter((name) => !needed.has(name));
    if (left.length === bundled.length) return bundled;
    bundled = left;
  }
}

function nameOf(path) {
  return path.split('node_modules/').at(-1);
}

function needsOf({ dependencies, peerDependencies, optionalDependencies }) {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
