import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { PACKAGES } from '../../scripts/load-packages.mjs';
import { ofThisClone } from '../../scripts/of-this-clone.mjs';
import { makeClone } from '../support/clone.js';
import { eventually, Program } from '../support/servers/index.js';

const root = makeClone('build');
const lock = ofThisClone('build', root);

/** What a command ends with that is not told what to do: it opens no store. */
const WRONG_CALL = 2;

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(lock, { force: true });
});

const command = () => new Program(process.execPath, ['scripts/run.mjs', 'console/create-migration.js'], {}, root);

/** The processes in this clone; other systems than Linux have no such folder. */
const running = () => globSync('/proc/[0-9]*/cwd').filter((link) => placeOf(link) === root);

function placeOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

describe('a build', () => {
  it('that is told to stop ends with all that it runs, and holds nobody up', async () => {
    const first = command();
    await eventually('it builds', () => first.errors.includes('Building...'), first);
    expect(await first.stop()).toBeNull();
    await eventually('the compiler ends', () => running().length === 0);
    expect(globSync(lock)).toEqual([]);
  });

  it('that was killed holds nobody up, and of two that come then one builds', async () => {
    const { pid } = spawnSync(process.execPath, ['--eval', '0']);
    writeFileSync(lock, String(pid));
    const both = [command(), command()];
    expect(await Promise.all(both.map(({ exited }) => exited))).toEqual([WRONG_CALL, WRONG_CALL]);
    expect(both.filter(({ errors }) => errors.includes('Building...'))).toHaveLength(1);
    expect(globSync(lock)).toEqual([]);
  });

  it('has only that loaded beside it which every start loads', () => {
    const sources = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'));
    expect(PACKAGES.filter((name) => !sources.some((source) => source.includes(` from '${name}';`)))).toEqual([]);
  });
});
