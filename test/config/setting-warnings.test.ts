import { chmodSync, cpSync, globSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { readSettings } from '../../src/config/read-settings.js';
import { settingWarnings } from '../../src/config/setting-warnings.js';
import { freePort } from '../support/network.js';
import { eventually, ProductProcess, startProcess } from '../support/servers/index.js';

let parent: string;
let dataDir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'gatehouse-warnings-'));
  dataDir = join(parent, 'data');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const PEPPER = /^PASSWORD_PEPPER is not set/;
const HTTP = /^PUBLIC_URL is http/;
const KEY = /^ENCRYPTION_KEY is not set/;
const FOLDER = /^DATA_DIR can be entered by other users/;

/** The first lines of a start in production, whose stores do not answer. */
async function warningsInProduction(env: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
  const nobody = await freePort();
  const product = new ProductProcess({
    NODE_ENV: 'production',
    DATABASE_URL: `postgresql://app:hunter2@127.0.0.1:${nobody}/app`,
    REDIS_URL: `redis://127.0.0.1:${nobody}`,
    SESSION_SECRET: 'a secret of at least thirty-two bytes (really)',
    ENCRYPTION_KEY: 'a key of at least thirty-two bytes (really)',
    PUBLIC_URL: 'https://www.example.org',
    PORT: String(await freePort()),
    DATA_DIR: dataDir,
    ...env,
  });
  await eventually('it waits for a store', () => product.log.some(({ msg }) => String(msg).startsWith('waiting for')), product);
  await product.stop('SIGKILL');
  // What a team's modules warn of, such as words that a language of theirs lacks, names no remedy.
  return product.log.filter((entry) => entry['level'] === 'warn' && 'remedy' in entry);
}

const messages = (entries: Record<string, unknown>[]) => entries.map(({ msg }) => msg);

describe('a start in production warns, with a remedy,', () => {
  it('of a pepper that is not set, or the public one', async () => {
    const [warning, ...more] = await warningsInProduction();
    expect(warning).toMatchObject({ msg: expect.stringMatching(PEPPER), remedy: expect.stringContaining('openssl rand') });
    expect(more).toEqual([]);
    expect(messages(await warningsInProduction({ PASSWORD_PEPPER: 'gatehouse,another' }))).toEqual([
      expect.stringMatching(PEPPER),
    ]);
  });

  it('of a PUBLIC_URL without TLS, and of a folder that others may enter', async () => {
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o755);
    const warnings = await warningsInProduction({ PUBLIC_URL: 'http://www.example.org', PASSWORD_PEPPER: 'a pepper of ours' });
    expect(messages(warnings)).toEqual([expect.stringMatching(HTTP), expect.stringMatching(FOLDER)]);
    expect(JSON.stringify(warnings)).not.toContain('a pepper of ours');
  });

  it('of codes that nobody can set up, because nothing encrypts their secrets', async () => {
    const [warning, ...more] = await warningsInProduction({ PASSWORD_PEPPER: 'a pepper', ENCRYPTION_KEY: '' });
    expect(warning).toMatchObject({ msg: expect.stringMatching(KEY), remedy: expect.stringContaining('openssl rand') });
    expect(more).toEqual([]);
  });

  it('of an idle limit that no session can reach', async () => {
    const warnings = await warningsInProduction({ PASSWORD_PEPPER: 'a pepper', SESSION_ABSOLUTE_TIMEOUT: '10m' });
    expect(warnings.map(({ msg }) => msg)).toEqual([expect.stringMatching(/^SESSION_IDLE_TIMEOUT ends no session/)]);
  });

  it('of passkeys for a site that this one is no part of', async () => {
    const warned = (rpId: string) => warningsInProduction({ PASSWORD_PEPPER: 'a pepper', WEBAUTHN_RP_ID: rpId });
    const [warning, ...more] = await warned('ample.org');
    expect(warning).toMatchObject({
      msg: expect.stringMatching(/^WEBAUTHN_RP_ID is ample\.org/),
      remedy: expect.stringContaining('https://ample.org/.well-known/webauthn name https://www.example.org'),
    });
    expect(more).toEqual([]);
    expect(await warned('example.org')).toEqual([]);
  });

  it('of nothing where all is set', async () => {
    expect(await warningsInProduction({ PASSWORD_PEPPER: 'a pepper of ours,gatehouse' })).toEqual([]);
  });
});

describe('the embedded default', () => {
  const open = (file: string) => (lstatSync(join(dataDir, file)).mode & 0o077) !== 0;

  it('warns of a folder that others may enter, and makes files in it that only their owner may read', async () => {
    cpSync(inject('templateDataDir'), dataDir, { recursive: true });
    // A start makes this folder anew, beside files that somebody has closed.
    for (const made of globSync('{lock,sessions}*', { cwd: dataDir })) rmSync(join(dataDir, made));
    for (const file of globSync('**', { cwd: dataDir })) chmodSync(join(dataDir, file), file === '.' ? 0o755 : 0o700);
    const product = await startProcess({ DATABASE_URL: '', REDIS_URL: '', SHUTDOWN_DRAIN: '0s', DATA_DIR: dataDir });
    expect(await product.stop()).toBe(0);
    expect(product.lines.filter((line) => line.includes('DATA_DIR can be entered by other users'))).toHaveLength(1);
    expect(globSync('{lock,sessions}*', { cwd: dataDir }).length).toBeGreaterThan(1);
    expect(globSync('**', { cwd: dataDir }).filter((file) => file !== '.' && open(file))).toEqual([]);
  });

  it('makes a folder that only its owner may enter, and warns of nothing', () => {
    expect(settingWarnings(readSettings({ DATA_DIR: dataDir }))).toEqual([]);
    expect(open('.')).toBe(false);
  });

  it.each([
    [0o750, 1],
    [0o711, 1],
    [0o701, 1],
    [0o700, 0],
  ])('of a folder of mode %i there are %i warnings', (mode, count) => {
    mkdirSync(dataDir);
    chmodSync(dataDir, mode);
    expect(settingWarnings(readSettings({ DATA_DIR: dataDir }))).toHaveLength(count);
  });
});

it('does not start under a NODE_ENV that nobody knows, whatever it was meant to be', async () => {
  const product = new ProductProcess({ NODE_ENV: 'prod', DATA_DIR: dataDir });
  expect(await product.exited).toBe(1);
  expect(product.errors.concat(product.lines).join('\n')).toContain('NODE_ENV must be one of production, development, test');
});
