import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** A copy of the repository needs none of these to be built and tested. */
const LEFT_OUT = new Set(['node_modules', 'data', '.git', 'bench', 'findings']);

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'gatehouse-new-'));
  for (const name of readdirSync('.').filter((entry) => !LEFT_OUT.has(entry))) {
    cpSync(name, join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const node = (...args: string[]) =>
  run(process.execPath, args, { cwd: copy, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 64 * 1024 * 1024 });

describe('what npm run new has written', () => {
  it('passes its tests, types and lint at once', { timeout: 600_000 }, async () => {
    for (const [kind, name] of [
      ['page', 'notes'],
      ['form', 'letters'],
      ['entity', 'open-tasks'],
      ['entity', 'news'],
      ['entity', 'packages'],
      ['entity', 'dates'],
      ['form', 'arguments'],
    ] as const) {
      await node('scripts/new.mjs', kind, name);
    }
    const config = {
      extends: './tsconfig.types.json',
      include: ['src/team', 'test/team', 'test/support', 'test/setup'],
      exclude: [],
    };
    writeFileSync(join(copy, 'tsconfig.team.json'), JSON.stringify(config));
    await node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.team.json');
    await node('node_modules/oxlint/bin/oxlint', '--deny-warnings', 'src/team', 'test/team');
    const names = ['notes', 'letters', 'open-tasks', 'news', 'packages', 'dates', 'arguments'].map((name) => `test/team/${name}`);
    const { stdout } = await node('node_modules/vitest/vitest.mjs', 'run', ...names);
    expect(stdout).toMatch(/Test Files\D+7 passed/);
  });
});
