import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { answers, eventually, Program } from '../support/servers/index.js';
import { signIn, stateOf, Visitor } from '../support/visitor.js';
import { MemoryLimit } from '../support/memory-limit.js';

/** Mebibytes: the smallest machines that one can rent. */
const MEMORY = 512;

/** The folder for temporary files may lie in memory, which would count. */
const ON_DISK = '/var/tmp';

const limit = MemoryLimit.of(MEMORY);
if (limit === undefined) process.stderr.write('skipped: 512 MiB of memory, because no cgroup can be made here\n');

describe.runIf(limit !== undefined)(`npm start in ${MEMORY} MiB of memory`, () => {
  const folder = mkdtempSync(join(ON_DISK, 'gatehouse-small-'));
  let url: string;
  let program: Program;
  let visitor: Visitor;

  beforeAll(() => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
      .trim()
      .split('\n');
    for (const file of files.filter((each) => existsSync(each))) cpSync(file, join(folder, file));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });

  afterAll(async () => {
    await kill();
    limit?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<void> => {
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    const env = { PORT: port, HOST: '127.0.0.1', THROTTLE_REGISTER: 'off' };
    program = new Program('sh', limit?.around('npm', ['start', '--prefix', folder]) ?? [], env);
    await eventually('it is ready', () => answers(`${url}/health/ready`), program);
  };

  const kill = async (): Promise<void> => {
    limit?.kill();
    await program?.exited;
  };

  it('builds, prepares its database and listens, and says each', async () => {
    await start();
    expect([...program.errors, ...program.lines].join('\n')).toMatch(
      /Building[^]*preparing the embedded database[^]*is ready at/,
    );
  });

  it('signs somebody up and in, and several others at once', async () => {
    visitor = new Visitor(url);
    const person = await signIn(visitor);
    expect((await visitor.get('/dashboard')).text).toContain(person.username);
    const others = await Promise.all([1, 2, 3, 4].map(() => signIn(new Visitor(url))));
    expect(new Set(others.map(({ username }) => username)).size).toBe(4);
  });

  it('keeps them signed in over kill -9 and the next start', async () => {
    await kill();
    await start();
    expect(await stateOf(visitor.copy(url))).toMatchObject({ authenticated: true });
  });

  it('loses no process to the kernel', () => {
    expect(limit?.killed).toBe(0);
  });
});
