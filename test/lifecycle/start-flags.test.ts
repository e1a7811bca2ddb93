import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-flags-'));
  const told = '{ flags: process.execArgv, args: process.argv.slice(2), pid: process.pid }';
  writeFileSync(join(folder, 'tell.mjs'), `console.log(JSON.stringify(${told}))`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `npm start` runs, with an entry that only tells how it was started. */
async function started(env: Record<string, string>): Promise<{ flags: string[]; args: string[]; isSameProcess: boolean }> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [, ...args] = String(scripts.start).split(' ').slice(0, -1);
  const entry = relative(resolve('dist/src'), join(folder, 'tell.mjs'));
  const running = promisify(execFile)(process.execPath, [...args, entry, 'more'], { env });
  const { pid, ...told } = JSON.parse((await running).stdout);
  return { ...told, isSameProcess: pid === running.child.pid };
}

it('npm start has the memory of a small machine for the embedded default', async () => {
  const { flags } = await started({});
  expect(flags).toContain('--max-semi-space-size=4');
});

it('npm start on servers has memory for many requests at once, in the process that was started', async () => {
  const told = await started({ DATABASE_URL: 'postgresql://127.0.0.1/gatehouse' });
  expect(told).toEqual({ flags: ['--max-semi-space-size=32'], args: ['more'], isSameProcess: true });
});
