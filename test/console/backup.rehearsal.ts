import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ProductProcess, Program, startProcess } from '../support/servers/index.js';
import { logIn, register, someone, Visitor } from '../support/visitor.js';

let place: string;
let dataDir: string;
let backup: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'gatehouse-backup-'));
  dataDir = join(place, 'data');
  backup = join(place, 'backup.tar.gz');
  cpSync(inject('templateDataDir'), dataDir, { recursive: true });
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

const EMBEDDED = { DATABASE_URL: '', REDIS_URL: '', BCRYPT_COST: '4' };
const start = () => startProcess({ ...EMBEDDED, DATA_DIR: dataDir });
const isSignedIn = async (visitor: Visitor) => (await visitor.get('/session', 'json')).json['authenticated'];
const listing = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []).sort();

interface Run {
  readonly code: number | null;
  readonly said: string;
}

/** Runs an operator's command to its end. */
async function run(command: 'backup' | 'restore', args: string[], env: Record<string, string> = {}): Promise<Run> {
  return ended(new ProductProcess({ ...EMBEDDED, DATA_DIR: dataDir, ...env }, `console/${command}.js`, args));
}

async function ended(program: Program): Promise<Run> {
  const code = await program.exited;
  return { code, said: [...program.lines, ...program.errors].join('\n') };
}

/** Two writers would spoil the data, and a copy of files that change does not open. */
async function refusedWhileRunning(): Promise<void> {
  for (const [command, file] of [
    ['backup', join(place, 'other.tar.gz')],
    ['restore', backup],
  ] as const) {
    const refused = await run(command, [file]);
    expect(refused).toMatchObject({
      code: 1,
      said: expect.stringMatching(/Another process already uses .* Stop Gatehouse first/),
    });
  }
  expect(listing(place)).toEqual(['backup.tar.gz', 'data']);
}

describe('a backup of the embedded default', { timeout: 120_000 }, () => {
  it('brings people, sessions and remember-me back after the folder is lost; not while a process runs', async () => {
    const first = await start();
    const person = someone();
    const [signedIn, remembered] = [new Visitor(first.url), new Visitor(first.url)];
    await register(signedIn, person);
    await logIn(signedIn, person);
    await logIn(remembered, person, 'json', { remember: true });
    await first.stop('SIGKILL');

    const made = await run('backup', [backup]);
    expect(made).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Backed up .*\/data to .*\/backup\.tar\.gz \(\d+\.\d MB\)/),
    });
    expect(made.said).toContain('keep SESSION_SECRET, PASSWORD_PEPPER');
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    expect(listing(place)).toEqual(['backup.tar.gz', 'data']);

    const second = await start();
    expect(await isSignedIn(signedIn.copy(second.url))).toBe(true);
    await refusedWhileRunning();
    expect((await register(new Visitor(second.url), someone())).status).toBe(201);
    await second.stop();
    rmSync(dataDir, { recursive: true });

    expect(await run('restore', [backup])).toMatchObject({ code: 0, said: expect.stringContaining('Restored') });
    const third = await start();
    expect(await isSignedIn(signedIn.copy(third.url))).toBe(true);
    expect((await logIn(new Visitor(third.url), person)).status).toBe(200);
    const back = remembered.copy(third.url);
    back.cookies.delete('session');
    expect((await back.get('/session', 'json')).json).toMatchObject({ authenticated: true, remembered: true });
    await third.stop();
  });

  it.each<[string, () => string, RegExp]>([
    [
      'a folder that is not there',
      () => join(place, 'nowhere/backup.tar.gz'),
      /cannot be copied to .* \(ENOENT\): check that .*nowhere exists/,
    ],
    ['a path through a file', () => join(backup, 'backup.tar.gz'), /cannot be copied to .* \(ENOTDIR\)/],
    ['a file that exists', () => backup, /exists: name another file/],
    ['DATA_DIR itself', () => join(dataDir, 'backup.tar.gz'), /lies in DATA_DIR itself/],
  ])('is not made at %s', async (_what, file, reason) => {
    const before = readFileSync(backup);
    expect(await run('backup', [file()])).toMatchObject({ code: 1, said: expect.stringMatching(reason) });
    expect(listing(place)).toEqual(['backup.tar.gz', 'data']);
    expect(listing(dataDir)).not.toContain('backup.tar.gz');
    expect(readFileSync(backup).equals(before)).toBe(true);
  });

  it('leaves nothing half done where there is no room', async () => {
    // A limit on the size of a file is a full disk that every machine can have.
    const limited = (command: string, file: string, folder: string) => {
      const args = ['-c', 'ulimit -f 300; exec "$0" "$@"', process.execPath, 'scripts/run.mjs', `console/${command}.js`, file];
      return ended(new Program('bash', args, { ...EMBEDDED, DATA_DIR: folder }));
    };
    const full = await limited('backup', join(place, 'full.tar.gz'), dataDir);
    expect(full).toMatchObject({
      code: 1,
      said: expect.stringMatching(/cannot be copied to .*full\.tar\.gz \(EFBIG\).*has room/),
    });
    const other = await limited('restore', backup, join(place, 'small'));
    expect(other).toMatchObject({ code: 1, said: expect.stringMatching(/cannot be restored \(EFBIG\)/) });
    expect(listing(place)).toEqual(['backup.tar.gz', 'data', 'small']);
    expect(listing(join(place, 'small'))).toEqual(['.gitignore', 'lock']);
  });

  it('is not made of nothing, and makes nothing', async () => {
    const env = { DATA_DIR: join(place, 'no-data') };
    expect(await run('backup', [join(place, 'x.tar.gz')], env)).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no data in'),
    });
    expect(await run('backup', [])).toMatchObject({ code: 2, said: expect.stringContaining('npm run backup -- <file>') });
    expect(existsSync(env.DATA_DIR)).toBe(false);
  });
});

describe('a restore', { timeout: 120_000 }, () => {
  const target = () => join(place, 'target');
  const restore = (file: string) => run('restore', [file], { DATA_DIR: target() });
  const given = (bytes: Buffer): string => {
    const file = join(place, 'given.tar.gz');
    writeFileSync(file, bytes);
    return file;
  };

  it('overwrites nothing', async () => {
    mkdirSync(join(target(), 'postgres'), { recursive: true });
    expect(await restore(backup)).toMatchObject({ code: 1, said: expect.stringMatching(/already holds data.*move it away/) });
    expect(listing(target())).toEqual(['.gitignore', 'lock', 'postgres']);
    rmSync(target(), { recursive: true });
  });

  it.each<[string, (whole: Buffer) => Buffer]>([
    ['cut off', (whole) => whole.subarray(0, whole.length / 2)],
    ['cut off at the end', (whole) => whole.subarray(0, whole.length - 20)],
    ['changed inside', (whole) => Buffer.concat([whole.subarray(0, 9_000), Buffer.alloc(64, 'x'), whole.subarray(9_064)])],
    ['cut off before it was compressed', (whole) => gzipSync(gunzipSync(whole).subarray(0, 2_000_000))],
    ['empty', () => Buffer.alloc(0)],
    ['something else', () => Buffer.from('hello')],
    ['something else, compressed', () => gzipSync('hello')],
  ])('takes no file that is %s', async (_what, make) => {
    const refused = await restore(given(make(readFileSync(backup))));
    expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/^Nothing was restored\.\n.*(damaged|no backup)/) });
    expect(listing(target())).toEqual(['.gitignore', 'lock']);
  });

  it.each([
    ['a link', 'ln -s /tmp link && tar -Pczf ../../given.tar.gz sessions link'],
    ['a hard link', 'ln sessions link && tar -Pczf ../../given.tar.gz sessions link'],
    ['a way out', 'tar -Pczf ../../given.tar.gz sessions ../evil'],
    ['a path from the root', 'tar -Pczf ../../given.tar.gz sessions $PWD/sessions'],
  ])('takes no file that holds %s', async (_what, commands) => {
    const inner = join(place, 'hostile/inner');
    rmSync(inner, { recursive: true, force: true });
    mkdirSync(inner, { recursive: true });
    await ended(new Program('bash', ['-c', `cd ${inner} && echo x > sessions && echo x > ../evil && ${commands}`]));
    expect(await restore(join(place, 'given.tar.gz'))).toMatchObject({
      code: 1,
      said: expect.stringMatching(/(damaged|no backup)/),
    });
    expect(listing(target())).toEqual(['.gitignore', 'lock']);
    expect(existsSync(join(place, 'evil'))).toBe(false);
  });

  it('of a file that is not there says so', async () => {
    expect(await restore(join(place, 'nowhere.tar.gz'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no file'),
    });
    expect((await run('restore', ['--help'])).code).toBe(2);
  });
});

describe('on servers', () => {
  const SERVERS = { DATABASE_URL: 'postgresql://app:planted@db.invalid/app', REDIS_URL: 'redis://:planted@cache.invalid' };

  it('backup and restore name the commands, and make nothing', async () => {
    for (const command of ['backup', 'restore'] as const) {
      const { code, said } = await run(command, [join(place, 'x')], { ...SERVERS, DATA_DIR: join(place, 'unused') });
      expect(code).toBe(1);
      expect(said).toContain('pg_dump --format=custom --file=gatehouse.dump "$DATABASE_URL"');
      expect(said).toContain('pg_restore --clean --if-exists');
      expect(said).toContain('redis-cli -u "$REDIS_URL" FLUSHDB');
      expect(said).not.toContain('planted');
    }
    expect(listing(place)).not.toContain('unused');
  });
});
