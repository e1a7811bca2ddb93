import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleStart } from '../../scripts/bundle-start.mjs';
import { bundledPackages, packagesIn } from '../../scripts/bundled-packages.mjs';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
writeFileSync(join(root, 'package.json'), '{ "type": "module" }');

afterAll(() => rmSync(root, { recursive: true }));

const bundled = (files: Record<string, string>, packages: readonly string[] = []) =>
  bundleStart(
    'dist/src/main.js',
    Object.entries(files).map(([name, code]) => ({ target: `dist/src/${name}`, code })),
    packages,
  );

/** What the bundle of these built files prints. */
async function printed(files: Record<string, string>): Promise<unknown> {
  mkdirSync(join(root, 'dist/bundle'), { recursive: true });
  for (const [name, content] of await bundled(files)) writeFileSync(join(root, 'dist/bundle', name), content);
  const { stdout } = await run(process.execPath, [join(root, 'dist/bundle/main.js')]);
  return JSON.parse(stdout);
}

const PRINT = (value: string) => `process.stdout.write(JSON.stringify(${value}));`;

describe('the bundle of a start', () => {
  it('keeps the name of a class that another file has too, because people and the database are told it', async () => {
    const named = await printed({
      'main.js': `import { One } from './a/notes.js'; import { Other } from './b/notes.js'; ${PRINT('[One.name, Other.name]')}`,
      'a/notes.js': 'class Note {} export { Note as One };',
      'b/notes.js': 'class Note {} export { Note as Other };',
    });
    expect(named).toEqual(['Note', 'Note']);
  });

  it('finds what lies beside the built file', async () => {
    const place = await printed({
      'main.js': `import { place } from './views/picture.js'; ${PRINT('place')}`,
      'views/picture.js': "export const place = new URL('./picture.svg', import.meta.url).href;",
    });
    expect(place).toBe(`file://${join(root, 'dist/src/views/picture.svg')}`);
  });

  it('runs everything in the order of the single files, once, also what is loaded later', async () => {
    const order = await printed({
      'main.js': `import './first.js'; import './second.js'; await import('./third.js'); ${PRINT('globalThis.order')}`,
      'order.js': 'export const order = (globalThis.order ??= []); order.push(0);',
      'first.js': "import { order } from './order.js'; order.push(1);",
      'second.js': "import { order } from './order.js'; order.push(2);",
      'third.js': "import { order } from './order.js'; order.push(3);",
    });
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('holds no package but those that it is told', async () => {
    const file = { 'main.js': "import { Module } from '@nestjs/common'; import { Subject } from 'rxjs'; Module({}); Subject;" };
    const code = String(await bundled(file, ['@nestjs/common']));
    expect(['@nestjs/common', 'rxjs'].filter((name) => code.includes(`from "${name}"`))).toEqual(['rxjs']);
  });

  it('holds what a package of it needs in a version of its own, because only that package finds it', async () => {
    const modules = join(root, 'own/node_modules');
    for (const [folder, code] of Object.entries({
      held: "export { which } from 'needed'; export { place } from 'shared';",
      'held/node_modules/needed': "export const which = 'its own';",
      needed: "export const which = 'another';",
      shared: 'export const place = import.meta.url;',
    })) {
      mkdirSync(join(modules, folder), { recursive: true });
      writeFileSync(join(modules, folder, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
      writeFileSync(join(modules, folder, 'index.js'), code);
    }
    const code = `import { which, place } from 'held'; ${PRINT('[which, place]')}`;
    const script = `import { mkdirSync, writeFileSync } from 'node:fs';
      import { bundleStart } from ${JSON.stringify(pathToFileURL('scripts/bundle-start.mjs'))};
      const files = await bundleStart('dist/src/main.js', [{ target: 'dist/src/main.js', code: ${JSON.stringify(code)} }], ['held']);
      mkdirSync('dist/bundle', { recursive: true });
      for (const [name, content] of files) writeFileSync('dist/bundle/' + name, content);
      await import(process.cwd() + '/dist/bundle/main.js');`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: join(root, 'own') });
    const place = pathToFileURL(join(modules, 'shared/index.js')).href;
    expect(JSON.parse(stdout)).toEqual(['its own', place]);
  });

  it.each([
    ['a file', "import './missing.js';"],
    ['an export', "import { missing } from './there.js'; missing();"],
    ['a package', "import 'gatehouse-has-no-such-package';"],
  ])('is not made where %s is missing, so that Node tells who wants it', async (_what, code) => {
    await expect(bundled({ 'main.js': code, 'there.js': 'export const there = 1;' })).rejects.toThrow(/missing|no-such-package/);
  });

  it('is written beside a build of this product, from its sources', async () => {
    await run(process.execPath, ['scripts/bundle.mjs']);
    const { sources } = JSON.parse(readFileSync('dist/bundle/serve.chunk.js.map', 'utf8')) as { sources: string[] };
    expect(sources).toContain('../../src/app.module.ts');
    // What a team has installed may need some of the packages: those stay beside the bundle.
    const code = readFileSync('dist/bundle/serve.chunk.js', 'utf8');
    const held = bundledPackages(JSON.parse(readFileSync('package-lock.json', 'utf8')), packagesIn(code));
    expect(held).toContain('@mikro-orm/core');
    expect(held.filter((name) => new RegExp(`from "${name}["/]`).test(code))).toEqual([]);
  });

  it('is not written of a build that has not ended', async () => {
    mkdirSync(join(root, 'dist/src'), { recursive: true });
    writeFileSync(join(root, 'dist/src/main.js'), PRINT('1'));
    writeFileSync(join(root, 'dist/src/main.js.map'), '{ "version": 3, "sources": [], "mappings": "" }');
    rmSync(join(root, 'dist/bundle'), { recursive: true, force: true });
    const write = () => run(process.execPath, [resolve('scripts/bundle.mjs')], { cwd: root });
    await write();
    expect(readdirSync(join(root, 'dist'))).toEqual(['src']);
    writeFileSync(join(root, 'dist/.built'), '');
    await write();
    expect(readdirSync(join(root, 'dist')).toSorted()).toEqual(['.built', 'bundle', 'src']);
  });

  it('is what a start runs where it is there, but for one that is instrumented', async () => {
    mkdirSync(join(root, 'dist/bundle'), { recursive: true });
    writeFileSync(join(root, 'dist/bundle/main.js'), PRINT("'bundle'"));
    copyFileSync('package.json', join(root, 'package.json'));
    mkdirSync(join(root, 'dist/src'), { recursive: true });
    writeFileSync(join(root, 'dist/src/main.js'), PRINT("'single files'"));
    const start = [resolve('scripts/run.mjs'), 'main.js'];
    expect(JSON.parse((await run(process.execPath, start, { cwd: root })).stdout)).toBe('bundle');
    const instrumented = ['--import', 'data:text/javascript,', ...start];
    expect(JSON.parse((await run(process.execPath, instrumented, { cwd: root })).stdout)).toBe('single files');
  });
});
