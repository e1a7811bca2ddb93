import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/read-settings.js';
import { SettingsError } from '../../src/config/setting-error.js';

const dir = mkdtempSync(join(tmpdir(), 'gatehouse-settings-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Half of the cores: the other half answers pages. */
const WORKERS = Math.max(1, Math.floor(availableParallelism() / 2));

const SECRET = 'a secret of at least thirty-two bytes (really)';
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://app:hunter2@db/app',
  REDIS_URL: 'redis://cache',
  SESSION_SECRET: SECRET,
  PUBLIC_URL: 'https://www.example.org',
};

function problems(env: Record<string, string>): string[] {
  try {
    readSettings({ DATA_DIR: dir, ...env });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((problem) => problem.message);
  }
}

describe('settings', () => {
  it('have the defaults of the contract', () => {
    expect(readSettings({ DATA_DIR: dir })).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      bcryptCost: 12,
      hashWorkers: WORKERS,
      hashQueue: 16 * WORKERS,
      hashNice: 10,
      passwordMinLength: 8,
      sessionIdleTimeout: 30 * 60_000,
      sessionAbsoluteTimeout: 24 * 3_600_000,
      afterLoginPath: '/dashboard',
      migrateOnStart: true,
      publicUrl: new URL('http://localhost:3000'),
      throttleAccount: [
        { count: 10, period: 15 * 60_000 },
        { count: 100, period: 24 * 3_600_000 },
      ],
      throttleAddress: [{ count: 100, period: 15 * 60_000 }],
      throttleLogin: [{ count: 60, period: 15 * 60_000 }],
      throttleRegister: [{ count: 20, period: 3_600_000 }],
      shutdownDrain: 1_000,
      shutdownTimeout: 10_000,
      metricsHost: '127.0.0.1',
      allowedReturnHosts: [],
    });
    expect(readSettings(PRODUCTION)).toMatchObject({ host: '0.0.0.0', migrateOnStart: false });
  });

  it.each([
    ['NODE_ENV', 'prd'],
    ['NODE_ENV', 'Production'],
    ['NODE_ENV', 'staging'],
    ['PORT', '80x'],
    ['PORT', '70000'],
    ['PUBLIC_URL', 'shop.example.net'],
    ['PUBLIC_URL', 'https://www.example.org/app'],
    ['PUBLIC_URL', 'https://*.example.net'],
    ['PUBLIC_URL', 'https://${HOST}'],
    ['PUBLIC_URL', 'https://one.example,two.example'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', 'fe80::1%eth0'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '000'],
    ['TRUST_PROXY', '-1'],
    ['TRUST_PROXY', '10.0.0.1,'],
    ['TRUST_PROXY', 'proxy.internal'],
    ['TRUST_PROXY', '0.0.0.0/0'],
    ['TRUST_PROXY', '10.0.0.0/8,::/0'],
    ['DATABASE_URL', 'mysql://secret'],
    ['REDIS_URL', 'http://secret'],
    ['SESSION_SECRET', 'short'],
    ['SESSION_SECRET', `${SECRET},short`],
    ['PASSWORD_MIN_LENGTH', '7'],
    ['BCRYPT_COST', '3'],
    ['BCRYPT_COST', '16'],
    ['HASH_WORKERS', '0'],
    ['HASH_NICE', '20'],
    ['SESSION_IDLE_TIMEOUT', '99'],
    ['FORWARDED_PROTO', 'tls'],
    ['KEEP_ALIVE_TIMEOUT', '76'],
    ['KEEP_ALIVE_TIMEOUT', '25d'],
    ['DATABASE_POOL', '-5'],
    ['METRICS_PORT', 'tcp://10.43.17.9:9090'],
    ['PORT', 'tcp://10.43.17.9:80'],
    ['SESSION_ABSOLUTE_TIMEOUT', '1w'],
    ['AFTER_LOGIN_PATH', '//evil.example'],
    ['AFTER_LOGIN_PATH', '/Login/'],
    ['AFTER_LOGIN_PATH', '/register?a=b'],
    ['AFTER_LOGIN_PATH', '/dashboard\r\nX-Made-Up: 1'],
    ['MIGRATE_ON_START', 'yes'],
    ['LOG_LEVEL', 'loud'],
    ['LISTEN_SOCKET', '/run/gatehouse.sock'],
    ['LISTEN_SOCKET', 'unix:/run/gatehouse.sock'],
    ['DATABASE_URL', 'postgresql://db/app?sslmode=no-verify'],
    ['DATABASE_URL', 'postgresql://db/app?sslmode=prefer'],
    ['DATABASE_URL', 'postgresql://db/app?sslmode=verify-full&sslmode=allow'],
    ['DATABASE_URL', 'postgresql://db/app?sslmode='],
    ['DATABASE_URL', 'postgresql://db/app?ssl=true'],
    ['DATABASE_URL', 'postgresql://db/app?sslrootcert=/etc/ca.pem&sslmode=verify-full'],
    ['DATABASE_URL', 'postgresql://db/app?uselibpqcompat=true&sslmode=require'],
    ['DATABASE_URL', 'postgresql://one,two/app'],
    ['DATABASE_CA_FILE', '/nowhere/ca.pem'],
    ['DATABASE_CA_FILE', import.meta.filename],
    ['REDIS_CA_FILE', import.meta.filename],
    ['THROTTLE_ACCOUNT', '77x'],
    ['THROTTLE_ACCOUNT', '7/99'],
    ['THROTTLE_ADDRESS', '0/7h'],
    ['THROTTLE_REGISTER', '20/1h,'],
    ['SHUTDOWN_DRAIN', '10s'],
    ['SHUTDOWN_TIMEOUT', '999w'],
    ['SHUTDOWN_TIMEOUT', '25d'],
    ['METRICS_PORT', '70000'],
    ['ALLOWED_RETURN_HOSTS', 'https://app.example.net'],
    ['ALLOWED_RETURN_HOSTS', '*.example.net'],
    ['ALLOWED_RETURN_HOSTS', '$HOST'],
    ['ALLOWED_RETURN_HOSTS', 'user@app.example.net'],
    ['ALLOWED_RETURN_HOSTS', "app.example.net;script-src'unsafe-inline'"],
    ['COOKIE_DOMAIN', 'example.net'],
    ['COOKIE_DOMAIN', '10.0.0.1'],
    ['IDENTITY_HEADER_SECRET', 'too short'],
    ['SECURITY_CONTACT', 'javascript:alert(1)'],
    ['SESSION_SECRET_FILE', '/nowhere/secret'],
  ])('%s=%s is refused by name, with the rule and without the value', (variable, value) => {
    const [problem = '', ...more] = problems({ [variable]: value });
    expect(problem.startsWith(`${variable} `)).toBe(true);
    expect(problem).not.toContain(value);
    expect(more).toEqual([]);
  });

  it('that may be none are refused with the rule that names it', () => {
    expect(problems({ SHUTDOWN_DRAIN: 'soon' })).toEqual([expect.stringContaining('must be 0s, or a duration from 1s')]);
  });

  it('that name limits, hosts and contacts are understood', () => {
    const { throttleAccount, shutdownDrain, allowedReturnHosts, cookieDomain, securityContact } = readSettings({
      DATA_DIR: dir,
      PUBLIC_URL: 'https://www.example.org',
      THROTTLE_ACCOUNT: 'off',
      SHUTDOWN_DRAIN: '0s',
      ALLOWED_RETURN_HOSTS: 'App.example.org, b.example.org:8443',
      COOKIE_DOMAIN: '.example.org',
      SECURITY_CONTACT: 'security@example.org',
    });
    expect(throttleAccount).toEqual([]);
    expect(shutdownDrain).toBe(0);
    expect(allowedReturnHosts).toEqual(['app.example.org', 'b.example.org:8443']);
    expect(cookieDomain).toBe('example.org');
    expect(securityContact).toBe('mailto:security@example.org');
  });

  it.each([
    ['/dashboard?a=b#c', '/dashboard?a=b#c'],
    ['/日 b', '/%E6%97%A5%20b'],
  ])('AFTER_LOGIN_PATH=%s is a path that a header can carry', (AFTER_LOGIN_PATH, path) => {
    expect(readSettings({ DATA_DIR: dir, AFTER_LOGIN_PATH }).afterLoginPath).toBe(path);
  });

  it('that are wrong are named all at once', () => {
    expect(problems({ PORT: 'x', BCRYPT_COST: 'x', LOG_LEVEL: 'x' })).toHaveLength(3);
  });

  it('have no embedded default and no cheap hash in production', () => {
    const named = problems({ NODE_ENV: 'production', BCRYPT_COST: '9' }).map((problem) => problem.split(' ')[0]);
    expect(named).toEqual(['BCRYPT_COST', 'DATABASE_URL', 'REDIS_URL', 'SESSION_SECRET', 'PUBLIC_URL']);
    expect(problems(PRODUCTION)).toEqual([]);
  });

  it('of TLS that would protect nothing are refused', () => {
    const REDIS_CA_FILE = join(dir, 'ca.pem');
    const DATABASE_CA_FILE = REDIS_CA_FILE;
    writeFileSync(REDIS_CA_FILE, rootCertificates.slice(0, 2).join('\n'));
    const [plain, silent] = ['postgresql://db/app?sslmode=disable', 'postgresql://db/app'];
    expect(problems({ REDIS_CA_FILE })).toEqual([
      expect.stringMatching(/^REDIS_CA_FILE needs a REDIS_URL that begins with rediss/),
    ]);
    expect(problems({ REDIS_CA_FILE, REDIS_URL: 'redis+sentinel://cache/main' })).toHaveLength(1);
    expect(problems({ REDIS_CA_FILE, REDIS_URL: 'rediss+sentinel://cache/main' })).toEqual([]);
    expect(problems({ DATABASE_CA_FILE, DATABASE_URL: plain })).toEqual([
      expect.stringMatching(/^DATABASE_CA_FILE .*sslmode=disable/),
    ]);
    expect(problems({ DATABASE_CA_FILE, DATABASE_URL: silent, MIGRATION_DATABASE_URL: plain })).toHaveLength(1);
    expect(problems({ DATABASE_CA_FILE, DATABASE_URL: silent, PGSSLMODE: 'verify-full' })).toEqual([]);
    expect(problems({ DATABASE_URL: silent, PGSSLMODE: 'verify-full' })).toEqual([
      expect.stringMatching(/^PGSSLMODE .*DATABASE_URL/),
    ]);
    expect(problems({ DATABASE_URL: silent, PGSSLMODE: 'prefer' })).toEqual([]);
    expect(problems({ PGSSLMODE: 'verify-full' })).toEqual([]);
  });

  it.each([
    ['SESSION_SECRET', 'sessionSecrets', SECRET, [SECRET]],
    ['PASSWORD_PEPPER', 'passwordPeppers', 'one,two', ['one', 'two']],
    ['DATABASE_URL', 'databaseUrl', PRODUCTION.DATABASE_URL, PRODUCTION.DATABASE_URL],
    ['MIGRATION_DATABASE_URL', 'migrationDatabaseUrl', 'postgresql://owner@db/app', 'postgresql://owner@db/app'],
    ['REDIS_URL', 'redisUrl', PRODUCTION.REDIS_URL, PRODUCTION.REDIS_URL],
    ['IDENTITY_HEADER_SECRET', 'identityHeaderSecret', SECRET, SECRET],
  ] as const)('%s may come from a file, without its last line break', (variable, name, text, value) => {
    const file = join(dir, variable);
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(file, text + end);
      expect(readSettings({ DATA_DIR: dir, [`${variable}_FILE`]: file })[name]).toEqual(value);
    }
    expect(problems({ [variable]: text, [`${variable}_FILE`]: file })).toEqual([expect.stringMatching(`^${variable} `)]);
    writeFileSync(file, '\n');
    expect(problems({ [`${variable}_FILE`]: file })).toEqual([expect.stringMatching(`^${variable}_FILE `)]);
    expect(problems({ [`${variable}_FILE`]: dir })).toEqual([expect.stringMatching(`^${variable}_FILE .*cannot be read`)]);
  });

  it('that are secrets may come from a file, but not from a file and a variable', () => {
    const file = join(dir, 'secret');
    writeFileSync(file, `${SECRET}, another secret of at least thirty-two bytes\n`);
    expect(readSettings({ DATA_DIR: dir, SESSION_SECRET_FILE: file }).sessionSecrets).toHaveLength(2);
    expect(problems({ SESSION_SECRET: SECRET, SESSION_SECRET_FILE: file })).toHaveLength(1);
    const { SESSION_SECRET: _inFile, ...rest } = PRODUCTION;
    expect(problems({ ...rest, SESSION_SECRET_FILE: file })).toEqual([]);
  });

  it('include a session secret that is made once and readable by its owner only', () => {
    const first = readSettings({ DATA_DIR: dir }).sessionSecrets;
    expect(readSettings({ DATA_DIR: dir }).sessionSecrets).toEqual(first);
    expect(statSync(join(dir, 'session-secret')).mode & 0o777).toBe(0o600);
  });

  it('FORWARDED_PROTO=https needs a proxy that is trusted', () => {
    expect(problems({ FORWARDED_PROTO: 'https' })).toEqual([expect.stringMatching(/^FORWARDED_PROTO .*set TRUST_PROXY$/)]);
    expect(problems({ FORWARDED_PROTO: 'https', TRUST_PROXY: '1' })).toEqual([]);
  });

  it.each(['PORT', 'METRICS_PORT'])(
    '%s that Kubernetes has set to the address of a service names enableServiceLinks',
    (variable) => {
      expect(problems({ [variable]: 'tcp://10.43.17.9:9090' })).toEqual([expect.stringContaining('enableServiceLinks: false')]);
    },
  );
});
