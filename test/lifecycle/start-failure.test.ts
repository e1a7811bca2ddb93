import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Logger } from '../../src/log/logger.js';
import { databasePlace, readDatabaseAddress } from '../../src/config/database-address.js';
import { START_PATIENCE, waitForService } from '../../src/lifecycle/wait-for-service.js';
import { freePort } from '../support/network.js';
import { ProductProcess, Program } from '../support/servers/index.js';

let taken: Server;
let port: number;
const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-refused-'));

beforeAll(async () => {
  cpSync(inject('templateDataDir'), dataDir, { recursive: true });
  port = await freePort();
  taken = createServer().listen(port, '127.0.0.1');
});

afterAll(() => {
  taken.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function failure(env: Record<string, string>): Promise<string> {
  const product = new ProductProcess({ DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1', ...env });
  expect(await product.exited).toBe(1);
  return product.errors.join('\n');
}

describe('a start that cannot go on', () => {
  it('names the wrong variable, the rule and the remedy, without a stack', async () => {
    const told = await failure({ BCRYPT_COST: '99' });
    expect(told).toContain('BCRYPT_COST must be a whole number from 4 to 15');
    expect(told).not.toMatch(/^\s+at /m);
  });

  it('is one line of the log, as JSON in production', async () => {
    const product = new ProductProcess({ NODE_ENV: 'production', BCRYPT_COST: '99', PASSWORD_PEPPER: 'never,never' });
    expect(await product.exited).toBe(1);
    const [line = '', ...more] = product.lines;
    expect(more).toEqual([]);
    expect(JSON.parse(line)).toMatchObject({
      event: 'start-failed',
      reason: expect.stringMatching(/BCRYPT_COST must .*DATABASE_URL must/),
    });
    expect(line).not.toContain('never');
  });

  it('is explained on a Node that is too old, instead of a stack', async () => {
    const old = `data:text/javascript,${encodeURIComponent("Object.defineProperty(process.versions, 'node', { value: '20.20.2' })")}`;
    const product = new Program(process.execPath, ['--import', old, 'scripts/run.mjs', 'main.js']);
    expect(await product.exited).toBe(1);
    expect(product.errors).toEqual([
      expect.stringMatching(/^This is Node 20\.20\.2, and Gatehouse runs on Node 26\. npm ci installs it/),
      expect.stringContaining('without --omit=optional'),
    ]);
  });

  it('names the address that it cannot listen on', async () => {
    const told = await failure({});
    expect(told).toContain('PORT is taken (EADDRINUSE)');
    expect(told).toContain('PORT=3001 npm start');
    expect(told).not.toMatch(/^\s+at /m);
  });

  it('tells of a port that is taken before anything is migrated', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'gatehouse-empty-'));
    expect(await failure({ DATA_DIR: empty })).toContain('PORT is taken');
    const made = readdirSync(empty);
    rmSync(empty, { recursive: true });
    expect(made.toSorted()).toEqual(['.gitignore', 'session-secret']);
  });

  it.each([
    ['development', 1],
    ['test', 2],
  ])('tells the way out once in development, and the log too in other modes (NODE_ENV=%s)', async (mode, times) => {
    const env = { NODE_ENV: mode, DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' };
    const product = new ProductProcess(env);
    expect(await product.exited).toBe(1);
    expect([...product.lines, ...product.errors].join('\n').split('PORT=3001 npm start')).toHaveLength(times + 1);
  });

  it('says nothing twice at a terminal', async () => {
    // A folder may have a space in its name.
    const command = `"${process.execPath}" scripts/run.mjs main.js`;
    const env = { DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' };
    const terminal = new Program('script', ['--quiet', '--return', '--command', command, '/dev/null'], env);
    expect(await terminal.exited).toBe(1);
    expect(terminal.lines.map((line) => line.trim())).toEqual([
      'Gatehouse cannot start.',
      expect.stringMatching(/^PORT is taken .*PORT=3001 npm start$/),
    ]);
  });

  it.each(['nowhere.invalid', '192.0.2.1'])('names HOST when it is no address of this machine (%s)', async (host) => {
    const told = await failure({ HOST: host });
    expect(told).toContain('  HOST names no address of this machine');
    expect(told).not.toMatch(/^\s+at /m);
  });

  it.each([
    { HOST: 'nowhere.invalid' },
    { PORT: '' },
    { LISTEN_SOCKET: '/proc/nowhere/socket', TRUST_PROXY: '1' },
    { LISTEN_SOCKET: `/tmp/${'long'.repeat(40)}`, TRUST_PROXY: '1' },
    { DATA_DIR: '/dev/null' },
    { DATA_DIR: '/proc/nowhere' },
  ])('is one line of the log that names the variable and not its value: %o', async (env) => {
    const taken = { DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1' };
    const product = new ProductProcess({ ...taken, ...env, ...(env.PORT === '' ? { PORT: taken.PORT } : {}) });
    expect(await product.exited).toBe(1);
    const [variable = '', value] = Object.entries(env)[0] ?? [];
    const told = product.lines.filter((line) => line.includes('start-failed') || line.includes(' error '));
    expect(told).toEqual([expect.stringContaining(`reason=${variable} `)]);
    expect(told[0]).not.toContain(value || taken.PORT);
  });

  it('names METRICS_PORT when that is taken, or the public one', async () => {
    const told = await failure({ PORT: String(await freePort()), METRICS_PORT: String(port) });
    expect(told).toContain('The address for metrics cannot be used (EADDRINUSE): check METRICS_PORT and METRICS_HOST');
    expect(told).not.toMatch(/^\s+at /m);
    expect(await failure({ METRICS_PORT: String(port) })).toContain('METRICS_PORT must differ from PORT');
  });
});

describe('a service that cannot be reached', () => {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) } as Partial<Logger> as Logger;
  const name = `PostgreSQL at ${databasePlace(readDatabaseAddress('postgresql://app:hunter2@db.example.org:5432/app'))}`;
  const settings = { setting: 'DATABASE_URL', authoritySetting: 'DATABASE_CA_FILE' };
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

  it('is named without the password, waited for, and used when it comes', async () => {
    let attempts = 0;
    const reach = async () => {
      attempts += 1;
      if (attempts < 2) throw refused;
    };
    await waitForService({ name, ...settings, reach }, logger);
    expect(attempts).toBe(2);
    expect(warnings).toEqual(['waiting for PostgreSQL at db.example.org:5432']);
  });

  it('stops the start after 30 s', async () => {
    const began = Date.now();
    const clock = vi.spyOn(Date, 'now');
    const reach = () => {
      clock.mockReturnValue(began + START_PATIENCE + 1_000);
      return Promise.reject(refused);
    };
    await expect(waitForService({ name, ...settings, reach }, logger)).rejects.toThrow(
      'PostgreSQL at db.example.org:5432 cannot be reached (ECONNREFUSED): start it, or check DATABASE_URL',
    );
    clock.mockRestore();
  });
});
