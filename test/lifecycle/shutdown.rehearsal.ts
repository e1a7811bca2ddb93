import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { DataDirLock } from '../../src/database/embedded/data-dir-lock.js';
import { freePort } from '../support/network.js';
import { eventually, ProductProcess, startProcess } from '../support/servers/index.js';
import { KeepAliveClient, logIn, register, someone, type Target, Visitor } from '../support/visitor.js';

let dir: string;
let dataDir: string;
let env: Record<string, string>;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gatehouse-stop-'));
  dataDir = join(dir, 'data');
  cpSync(inject('templateDataDir'), dataDir, { recursive: true });
  env = { DATA_DIR: dataDir, DATABASE_URL: '', REDIS_URL: '', BCRYPT_COST: '4', SHUTDOWN_DRAIN: '0s' };
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const SLOW = { BCRYPT_COST: '13' };

const said = (product: ProductProcess) => product.lines.join('\n');

/** Connects and says so much, and no more. */
async function callerWho(product: ProductProcess, says: string) {
  const caller = connect(Number(new URL(product.url).port), '127.0.0.1');
  await once(caller, 'connect');
  caller.on('error', () => undefined).write(says);
  return caller;
}

describe.each([
  ['SIGTERM', 'a port'],
  ['SIGINT', 'a Unix socket'],
] as const)('a %s, at %s', (signal, place) => {
  it('is told to load balancers and clients, then nobody gets in, and the process ends with 0', async () => {
    const socketPath = join(dir, 'http.sock');
    const port = await freePort();
    const target: Target = place === 'a port' ? { port } : { socketPath };
    const listen = place === 'a port' ? { PORT: String(port) } : { LISTEN_SOCKET: socketPath, TRUST_PROXY: '1' };
    const product = new ProductProcess({ ...env, ...listen, SHUTDOWN_DRAIN: '2s' });
    const client = new KeepAliveClient(target);
    const ask = (path: string) => client.get(path).catch(({ code }: NodeJS.ErrnoException) => ({ status: code }));
    await eventually('it serves', async () => (await ask('/health/serving')).status === 200, product);

    const stopped = product.stop(signal);
    await eventually('it wants no more', async () => (await ask('/health/serving')).status === 503, product);
    // The same signal again, as npm passes it on, changes nothing.
    process.kill(product.pid, signal);
    expect(await ask('/health/ready')).toMatchObject({ status: 503, headers: { connection: 'close' } });
    expect(await ask('/health/live')).toMatchObject({ status: 200, headers: { connection: 'close' } });
    expect(await ask('/login')).toMatchObject({ status: 200, headers: { connection: 'close' } });

    const gone = place === 'a port' ? 'ECONNREFUSED' : 'ENOENT';
    await eventually('nobody gets in', async () => (await ask('/health/live')).status === gone);
    expect(await stopped).toBe(0);
    expect(existsSync(socketPath)).toBe(false);
    client.close();
  });
});

describe('a process that is told to stop', () => {
  it('answers the logins that are being hashed, and keeps nobody waiting who says nothing', async () => {
    const product = await startProcess({ ...env, ...SLOW });
    const person = someone();
    await register(new Visitor(product.url), person);
    const silent = await callerWho(product, '');
    const logins = Array.from({ length: 3 }, () => logIn(new Visitor(product.url), person));
    await Promise.race(logins);
    expect(await product.stop()).toBe(0);
    expect((await Promise.all(logins)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(said(product)).not.toContain('cut off');
    silent.destroy();
  });

  it('cuts off a client that never finishes, in time to close its stores in order', async () => {
    const product = await startProcess({ ...env, SHUTDOWN_TIMEOUT: '2s' });
    const person = someone();
    await register(new Visitor(product.url), person);
    const head = 'POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 90';
    const stuck = await callerWho(product, `${head}\r\n\r\nidentifier=`);
    await eventually('its request has begun', async () => (await new Visitor(product.url).get('/health/live')).status === 200);
    expect(await product.stop()).toBe(0);
    expect(said(product)).toMatch(/cut off.*count=1 notAnsweredToTheEnd=0 notAskedToTheEnd=1/);
    expect(product.errors).toEqual([]);
    stuck.destroy();

    DataDirLock.take(dataDir).release();
    const again = await startProcess(env);
    expect((await logIn(new Visitor(again.url), person)).status).toBe(200);
    await again.stop();
  });
});

describe('a process that cannot be closed in time', () => {
  it('is cut off at SHUTDOWN_TIMEOUT, says so, and ends with 1', async () => {
    const metricsPort = await freePort();
    // A hash of this cost takes longer than the hard end allows.
    const hard = { BCRYPT_COST: '15', SHUTDOWN_TIMEOUT: '1s', METRICS_PORT: String(metricsPort) };
    const product = await startProcess({ ...env, ...hard });
    const hashed = register(new Visitor(product.url), someone()).catch(() => undefined);
    const metrics = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    await eventually('a hash is under way', async () => (await metrics()).includes('gatehouse_hash_jobs_active 1'), product);
    expect(await product.stop()).toBe(1);
    expect(product.errors).toEqual(['Gatehouse was not closed within SHUTDOWN_TIMEOUT and has been cut off.']);
    await hashed;
  });
});

describe('a start that is told to stop', () => {
  it('ends with 0 while it waits for PostgreSQL', async () => {
    const silent = createServer().listen(await freePort(), '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const product = new ProductProcess({ ...env, DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/nothing` });
    await eventually('it waits', () => said(product).includes('waiting for PostgreSQL'), product);
    expect(await product.stop()).toBe(0);
    expect(product.errors).toEqual([]);
    silent.close();
  });

  it('opens its files, closes them, ends with 0 and never listens', async () => {
    const lock = join(dataDir, 'lock');
    rmSync(lock);
    const product = new ProductProcess({ ...env, PORT: String(await freePort()) });
    await eventually('it has begun with its files', () => existsSync(lock), product);
    expect(await product.stop()).toBe(0);
    expect(said(product)).not.toContain('is ready');

    const again = await startProcess(env);
    expect((await register(new Visitor(again.url), someone())).status).toBe(201);
    expect(await again.stop()).toBe(0);
  });
});
