import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/read-settings.js';
import { readMigrationSettings } from '../../src/console/migration-settings.js';
import { documented } from '../support/observing.js';
import { RecordedSettings } from './recorded-settings.js';
import { SystemdUnit } from './systemd-unit.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-systemd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRETS = {
  'session-secret': 'a secret of at least thirty-two bytes (really)',
  'password-pepper': 'a pepper of this test',
  'encryption-key': 'an encryption key of at least thirty-two bytes',
  'audit-key': 'a key for the seals of at least thirty-two bytes',
  'database-url': 'postgresql://app@db.internal/gatehouse',
  'redis-url': 'redis://cache.internal',
};
/** What the migration alone gets. */
const OWNER = { 'migration-database-url': 'postgresql://owner@db.internal/gatehouse' };
for (const [name, secret] of Object.entries({ ...SECRETS, ...OWNER })) writeFileSync(join(folder, name), secret);

const instance = new SystemdUnit('gatehouse@.service', { '%i': '1', '%d': folder });
const migration = new SystemdUnit('gatehouse-migrate.service', { '%d': folder });

describe('the units of deploy/systemd', () => {
  it('give an environment that the product accepts, and nothing in it that it does not read', () => {
    const given = new RecordedSettings(instance.environment);
    expect([given.unread, given.warnings]).toEqual([[], []]);
    expect(given.settings).toMatchObject({
      production: true,
      listenSocket: '/run/gatehouse/1/http.sock',
      trustProxy: 1,
      databaseUrl: SECRETS['database-url'],
      redisUrl: SECRETS['redis-url'],
    });
    expect(given.keys).toEqual({
      sessionSecrets: [SECRETS['session-secret']],
      passwordPeppers: [SECRETS['password-pepper']],
      encryptionKeys: [SECRETS['encryption-key']],
      auditKeys: [SECRETS['audit-key']],
    });
    expect(readMigrationSettings(migration.environment)).toMatchObject({
      production: true,
      migrationDatabaseUrl: OWNER['migration-database-url'],
    });
  });

  it('name credentials for every secret that comes from a file', () => {
    for (const [unit, secrets] of [
      [instance, SECRETS],
      [migration, OWNER],
    ] as const) {
      const files = Object.values(unit.environment).filter((value) => value.startsWith(folder));
      expect(files.map((file) => file.slice(folder.length + 1)).toSorted()).toEqual(Object.keys(secrets).toSorted());
      expect(unit.credentials.map(([name]) => name).toSorted()).toEqual(Object.keys(secrets).toSorted());
    }
  });

  it('want files that docs/operations.md tells to make', () => {
    const steps = documented('docs/operations.md', 'sh').find((block) => block.includes('/etc/gatehouse/$key')) ?? '';
    const missing = [...instance.credentials, ...migration.credentials].filter(
      ([name]) => !new RegExp(`\\b${name}\\b`).test(steps),
    );
    expect(missing).toEqual([]);
  });

  it('let the migration alone change tables, as a user whose process no instance can look into', () => {
    expect(instance.environment).not.toHaveProperty('MIGRATION_DATABASE_URL_FILE');
    expect(readSettings(instance.environment).migrateOnStart).toBe(false);
    expect(instance.one('User')).toBe('gatehouse');
    expect([migration.all('User'), migration.one('DynamicUser')]).toEqual([[], 'true']);
  });

  it('leave an instance more time to stop than it takes itself', () => {
    const { shutdownTimeout } = readSettings(instance.environment);
    expect(Number(instance.one('TimeoutStopSec')) * 1_000).toBeGreaterThan(shutdownTimeout);
    expect(instance.one('KillMode')).toBe('mixed');
  });

  it('start files that the build makes, and wait for the socket that the load balancers know', () => {
    expect(existsSync(instance.command('ExecStart').at(-1) ?? '')).toBe(true);
    expect(existsSync(migration.command('ExecStart').at(-1) ?? '')).toBe(true);
    expect(instance.one('ExecStartPost')).toContain('/run/gatehouse/1/http.sock');
    expect(`/run/${instance.one('RuntimeDirectory')}/http.sock`).toBe('/run/gatehouse/1/http.sock');
    for (const file of ['deploy/nginx/gatehouse-tls.conf', 'deploy/haproxy/gatehouse.cfg']) {
      const text = readFileSync(file, 'utf8');
      for (const path of ['/run/gatehouse/1/http.sock', '/run/gatehouse/2/http.sock']) expect(text).toContain(path);
    }
  });
});

/** Reads units and judges them; starts nothing. */
const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { encoding: 'utf8' });

describe.skipIf(analyze('--version').status !== 0 && !process.env['REQUIRE_PROGRAMS'])('systemd-analyze', () => {
  const units = ['gatehouse@.service', 'gatehouse-migrate.service'].map((name) => join(folder, name));
  for (const unit of units) {
    cpSync(`deploy/systemd/${unit.slice(folder.length + 1)}`, unit);
    // The programs have to be there.
    writeFileSync(unit, readFileSync(unit, 'utf8').replaceAll('/opt/gatehouse', process.cwd()));
  }

  it('finds nothing wrong with the units', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no', ...units);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
  });

  it('calls the exposure of an instance no more than 2 of 10', () => {
    const { status, stdout } = analyze('security', '--offline=true', '--threshold=20', units[0] ?? '');
    expect(status, stdout).toBe(0);
  });
});
