import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProductProcess, Program, SmallDisk, startProcess } from '../support/servers/index.js';
import { logIn, register, signIn, someone, Visitor } from '../support/visitor.js';
import { emptyServers, type Servers } from './servers.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-backup-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('on servers, the commands that npm run backup names', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await emptyServers();
  });

  afterAll(() => servers.remove());

  const isSignedIn = async (visitor: Visitor) => (await visitor.get('/session', 'json')).json['authenticated'];

  it('save the accounts and bring them back', async () => {
    const env = { ...servers.env, SESSION_SECRET: 'the same secret before and afterwards', MIGRATE_ON_START: 'true' };
    const told = new ProductProcess(env, 'console/backup.js');
    expect(await told.exited).toBe(1);
    const commands = told.errors.filter((line) => line.startsWith('  ')).map((line) => line.trim());
    expect(commands.map((command) => command.split(' ')[0])).toEqual(['pg_dump', 'psql', 'pg_restore', 'redis-cli']);
    const [dump = '', clear = '', restore = '', flush = ''] = commands;

    const before = await startProcess(env);
    const kept = new Visitor(before.url);
    const person = await signIn(kept);
    // The backup is made while everything runs.
    await run(dump, env);
    const late = someone();
    await register(new Visitor(before.url), late);
    await before.stop();

    await servers.query('drop table users cascade');
    await run(clear, env);
    await run(restore, env);
    await run(flush, env);

    const after = await startProcess(env);
    expect(await isSignedIn(kept.copy(after.url))).toBe(false);
    expect((await logIn(new Visitor(after.url), person)).status).toBe(200);
    expect((await logIn(new Visitor(after.url), late)).status).toBe(401);
    await after.stop();
  });

  /** This runs it as an operator's shell does. */
  async function run(command: string, env: Record<string, string>): Promise<void> {
    const shell = new Program('sh', ['-c', `cd ${folder} && umask 077 && ${command}`], env);
    expect({ code: await shell.exited, said: shell.errors }).toEqual({ code: 0, said: [] });
  }
});

const disk = SmallDisk.mount('60m');
if (disk === undefined) process.stderr.write('skipped: backup and restore on a full disk, because nothing can be mounted here\n');

describe.runIf(disk !== undefined)('a full disk', () => {
  const path = disk?.path ?? '';
  const onDisk = { DATA_DIR: join(path, 'data') };
  const inFolder = () => ({ DATA_DIR: join(folder, 'data') });
  const backup = () => join(folder, 'backup.tar.gz');

  afterAll(() => disk?.unmount());

  async function run(command: 'backup' | 'restore', file: string, env: Record<string, string>) {
    const program = new ProductProcess(
      { ...env, SESSION_SECRET: 'a secret that is not in the folder' },
      `console/${command}.js`,
      [file],
    );
    return { code: await program.exited, said: [...program.lines, ...program.errors].join('\n') };
  }

  it('can be backed up to another one', async () => {
    await new ProductProcess(onDisk, 'console/migrate.js').exited;
    disk?.fill();
    expect(await run('backup', backup(), onDisk)).toMatchObject({ code: 0, said: expect.stringContaining('Backed up') });
    expect(await run('restore', backup(), inFolder())).toMatchObject({ code: 0 });
  });

  it('takes no backup and no restore, says so, and keeps no half of them', async () => {
    const before = readdirSync(path).sort();
    expect(await run('backup', join(path, 'backup.tar.gz'), inFolder())).toMatchObject({
      code: 1,
      said: expect.stringMatching(/cannot be copied to .* \(ENOSPC\): check that .* has room/),
    });
    disk?.makeRoom();
    const small = { DATA_DIR: join(path, 'other') };
    expect(await run('restore', backup(), small)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/cannot be restored \(ENOSPC\)/),
    });
    expect(readdirSync(small.DATA_DIR).sort()).toEqual(['.gitignore', 'lock']);
    expect(readdirSync(path).sort()).toEqual(['data', 'other']);
    expect(before).toEqual(['data', 'filler']);
  });
});
