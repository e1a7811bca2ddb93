import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundledPackages, type Manifest, packagesIn } from '../../scripts/bundled-packages.mjs';

/** What the lock file says of the packages that the product loads itself; those of a team, and what they need, are not judged. */
function packagesOfTheProduct(): Record<string, Manifest> {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Manifest> };
  const files = globSync('src/**/*.{ts,tsx}', { exclude: ['src/team/**'] });
  const names = new Set(files.flatMap((file) => packagesIn(readFileSync(file, 'utf8'))));
  // A set that grows while it is walked is walked to its end.
  for (const name of names) {
    const { dependencies, peerDependencies } = packages[`node_modules/${name}`] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) names.add(needed);
  }
  const isOurs = (path: string) => Array.from(names).some((name) => `${path}/`.startsWith(`node_modules/${name}/`));
  return Object.fromEntries(Object.entries(packages).filter(([path]) => isOurs(path)));
}

const MIKRO_ORM = ['core', 'migrations', 'pglite', 'postgresql', 'sql'].map((name) => `@mikro-orm/${name}`);

describe('the packages of the bundle', () => {
  const packages = packagesOfTheProduct();
  const locked = (more: Record<string, Manifest>, code = '') =>
    bundledPackages({ packages: { ...packages, ...more } }, packagesIn(code));

  it('are all that have many files, as long as nothing else needs them', () => {
    expect(locked({ 'node_modules/some-tool': { dev: true, peerDependencies: { rxjs: '7' } } })).toEqual(locked({}));
    expect(locked({})).toEqual(expect.arrayContaining(['@nestjs/core', '@mikro-orm/core', 'kysely', 'rxjs']));
  });

  it.each<[string, Manifest, string]>([
    ['is installed', {}, ''],
    ['is installed for tests and loaded', { dev: true }, "import { Cron } from '@nestjs/schedule';"],
    ['is installed for tests and loaded later', { dev: true }, 'await import("@nestjs/schedule/dist/index.js")'],
  ])("are none of Nest's where a package that has to meet the same classes %s", (_how, manifest, code) => {
    const schedule = { ...manifest, peerDependencies: { '@nestjs/common': '12', '@nestjs/core': '12' } };
    const left = locked({ 'node_modules/@nestjs/schedule': schedule }, code);
    expect(left).toEqual([...MIKRO_ORM, '@nestjs/event-emitter', '@nestjs/passport', 'kysely']);
  });

  it('are none that is needed by what another needs', () => {
    const more = {
      'node_modules/one': { dependencies: { two: '1' } },
      'node_modules/two': { dev: true, dependencies: { kysely: '1' } },
    };
    expect(locked(more)).not.toContain('kysely');
  });

  it('are none that is there in two versions', () => {
    expect(locked({ 'node_modules/some-store/node_modules/kysely': {} })).not.toContain('kysely');
  });
});
