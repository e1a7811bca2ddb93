import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { DataDirLock } from '../../src/database/embedded/data-dir-lock.js';
import { ProductProcess, startProcess } from '../support/servers/index.js';
import { logIn, register, signIn, someone, Visitor } from '../support/visitor.js';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-embedded-'));
  cpSync(inject('templateDataDir'), dataDir, { recursive: true });
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const EMBEDDED = { DATABASE_URL: '', REDIS_URL: '', BCRYPT_COST: '4', SHUTDOWN_DRAIN: '0s' };

/** The product as a process on this folder, whatever servers the other tests use. */
const start = (env = {}) => startProcess({ ...EMBEDDED, DATA_DIR: dataDir, ...env });

const isSignedIn = async (visitor: Visitor) => (await visitor.get('/session', 'json')).json['authenticated'];

describe('the embedded default', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('keeps users, logins and logouts over %s', async (signal) => {
    const first = await start();
    const [stays, leaves] = [new Visitor(first.url), new Visitor(first.url)];
    const person = await signIn(stays);
    await signIn(leaves);
    const left = leaves.copy();
    await leaves.post('/logout');
    const exit = await first.stop(signal);
    if (signal === 'SIGTERM') expect(exit).toBe(0);

    const second = await start();
    expect(await isSignedIn(stays.copy(second.url))).toBe(true);
    expect(await isSignedIn(left.copy(second.url))).toBe(false);
    expect((await logIn(new Visitor(second.url), person)).status).toBe(200);
    await second.stop();
  });

  it('prints one line with its address', async () => {
    const product = await start({ LOG_LEVEL: 'info' });
    expect(product.lines.filter((line) => line.includes(product.url.replace('127.0.0.1', 'localhost')))).toHaveLength(1);
    await product.stop();
  });

  it('starts under a NODE_OPTIONS that loads more than its hash threads could hold, such as OpenTelemetry', async () => {
    const ballast = 'data:text/javascript,globalThis.ballast=Array.from({length:1e6},()=>({}))';
    const product = await start({ NODE_OPTIONS: `--import=${ballast}` });
    await signIn(new Visitor(product.url));
    expect(await product.stop()).toBe(0);
  });

  it('is there as before after a start that a setting has stopped', async () => {
    const refused = new ProductProcess({ ...EMBEDDED, DATA_DIR: dataDir, BCRYPT_COST: 'odd' });
    expect(await refused.exited).toBe(1);
    const product = await start();
    await signIn(new Visitor(product.url));
    expect(await product.stop()).toBe(0);
  });

  it('refuses a second process on the same folder with a clear message and exit code 1', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/Another process already uses the data in .*DATA_DIR/s);
    expect((await register(new Visitor(first.url), someone())).status).toBe(201);
    await first.stop();
  });
});

describe('the lock on DATA_DIR', () => {
  it('is held by one process, and released', () => {
    const lock = DataDirLock.take(dataDir);
    expect(() => DataDirLock.take(dataDir)).toThrow('Another process');
    lock.release();
    DataDirLock.take(dataDir).release();
  });
});
