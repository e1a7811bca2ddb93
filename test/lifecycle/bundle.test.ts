import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleStart } from '../../scripts/bundle-start.mjs';

const root = mkdtempSync(join(tmpdir(), 'gatehouse-bundle-'));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
writeFileSync(join(root, 'package.json'), '{ "type": "module" }');

afterAll(() => rmSync(root, { recursive: true }));

const bundled = (files: Record<string, string>) =>
  bundleStart(
    'dist/src/main.js',
    Object.entries(files).map(([name, code]) => ({ target: `dist/src/${name}`, code })),
  );

/** What the bundle of these built files prints. */
async function printed(files: Record<string, string>): Promise<unknown> {
  mkdirSync(join(root, 'dist/bundle'), { recursive: true });
  for (const [name, content] of await bundled(files)) writeFileSync(join(root, 'dist/bundle', name), content);
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'dist/bundle/main.js')]);
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

  it('holds no package', async () => {
    const [[, code] = []] = await bundled({ 'main.js': "import { Module } from '@nestjs/common'; Module({});" });
    expect(code).toContain('from "@nestjs/common"');
  });

  it.each([
    ['a file', "import './missing.js';"],
    ['an export', "import { missing } from './there.js'; missing();"],
    ['a package', "import 'gatehouse-has-no-such-package';"],
  ])('is not made where %s is missing, so that Node tells who wants it', async (_what, code) => {
    await expect(bundled({ 'main.js': code, 'there.js': 'export const there = 1;' })).rejects.toThrow(/missing|no-such-package/);
  });

  it('is written beside a build of this product, from its sources', async () => {
    await promisify(execFile)(process.execPath, ['scripts/bundle.mjs']);
    const { sources } = JSON.parse(readFileSync('dist/bundle/serve.chunk.js.map', 'utf8')) as { sources: string[] };
    expect(sources).toContain('../../src/app.module.ts');
  });

  it('is not written of a build that has not ended', async () => {
    mkdirSync(join(root, 'dist/src'), { recursive: true });
    writeFileSync(join(root, 'dist/src/main.js'), PRINT('1'));
    writeFileSync(join(root, 'dist/src/main.js.map'), '{ "version": 3, "sources": [], "mappings": "" }');
    rmSync(join(root, 'dist/bundle'), { recursive: true, force: true });
    const write = () => promisify(execFile)(process.execPath, [resolve('scripts/bundle.mjs')], { cwd: root });
    await write();
    expect(readdirSync(join(root, 'dist'))).toEqual(['src']);
    writeFileSync(join(root, 'dist/.built'), '');
    await write();
    expect(readdirSync(join(root, 'dist')).toSorted()).toEqual(['.built', 'bundle', 'src']);
  });

  it('is what a start runs where it is there', async () => {
    mkdirSync(join(root, 'dist/bundle'), { recursive: true });
    writeFileSync(join(root, 'dist/bundle/main.js'), PRINT("'bundle'"));
    copyFileSync('package.json', join(root, 'package.json'));
    const { stdout } = await promisify(execFile)(process.execPath, [resolve('scripts/run.mjs'), 'main.js'], { cwd: root });
    expect(JSON.parse(stdout)).toBe('bundle');
  });
});
