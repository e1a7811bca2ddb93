import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ExpirySweep } from '../../src/database/expiry-sweep.js';
import { Greetings } from '../mail/greetings.js';
import { mailTo } from '../mail/mailbox.js';
import { freePort } from '../support/network.js';
import { documented, withDocumentedUser } from '../support/observing.js';
import { Closers, type Environment, onServers, Product } from '../support/product.js';
import { Authority, PostgresServer, ProductProcess, RedisServer, speakingTls, startProcess } from '../support/servers/index.js';
import { logIn, type Person, remembered, Visitor, wholeJourney } from '../support/visitor.js';

const [ROLES = '', SCHEMA = '', AFTER_MIGRATION = ''] = documented('docs/database-roles.md', 'sql');
const OWN = [
  'hostssl gatehouse gatehouse_owner,gatehouse_app all scram-sha-256',
  'host all gatehouse_owner,gatehouse_app all reject',
];
const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };

/**
 * The product as docs/ tell to run it: every secret in a file, verified TLS to both stores, passwords, a role that may
 * not change tables, a Redis user with the least rights.
 */
describe.runIf(onServers)('a hardened deployment', () => {
  const closers = new Closers();
  const dir = mkdtempSync(join(tmpdir(), 'gatehouse-hardened-'));
  const authority = new Authority();
  const secrets: Environment = {};
  const started: ProductProcess[] = [];
  let postgres: PostgresServer;
  let env: Environment;
  let person: Person;

  beforeAll(async () => {
    const certificate = authority.issue('DNS:localhost');
    const tlsPort = await freePort();
    let redis: RedisServer;
    [postgres, redis] = await Promise.all([
      closers.add(PostgresServer.start(certificate, OWN), (it) => it.stop()),
      closers.add(RedisServer.start(speakingTls(tlsPort, certificate)), (it) => it.stop()),
    ]);
    for (const statement of statements(ROLES)) await postgres.query(statement);
    for (const statement of statements(SCHEMA)) await postgres.query(statement, postgres.url('admin', 'gatehouse'));
    const redisUrl = new URL((await withDocumentedUser(redis)).replace('redis:', 'rediss:').replace('127.0.0.1', 'localhost'));
    redisUrl.port = String(tlsPort);
    await redis.ask((admin) => admin.call('ACL', 'SETUSER', 'default', 'off'));

    Object.assign(secrets, {
      SESSION_SECRET: 'a session secret of this test that is long enough',
      PASSWORD_PEPPER: 'a pepper of this test',
      ENCRYPTION_KEY: 'an encryption key of this test that is long enough',
      AUDIT_KEY: 'an audit key of this test that is long enough',
      IDENTITY_HEADER_SECRET: 'an identity secret of this test that is long enough',
      DATABASE_URL: postgres.url(credentials('gatehouse_app'), 'gatehouse', 'localhost'),
      MIGRATION_DATABASE_URL: postgres.url(credentials('gatehouse_owner'), 'gatehouse', 'localhost'),
      REDIS_URL: redisUrl.href,
    });
    const files = Object.entries(secrets).map(([name, secret]) => {
      writeFileSync(join(dir, name), `${secret}\n`, { mode: 0o600 });
      return [`${name}_FILE`, join(dir, name)];
    });
    const authorities = { DATABASE_CA_FILE: authority.file, REDIS_CA_FILE: authority.file };
    const production = { NODE_ENV: 'production', PUBLIC_URL: 'https://www.example.org', TRUST_PROXY: '1', BCRYPT_COST: '10' };
    env = { ...production, ...authorities, DATA_DIR: dir, ...Object.fromEntries(files) };
  });

  afterAll(async () => {
    await closers.closeAll();
    authority.remove();
    rmSync(dir, { recursive: true, force: true });
  });

  const run = async (entry: string, args: string[] = [], changed: Environment = {}) => {
    const command = new ProductProcess({ ...env, PORT: String(await freePort()), ...changed }, entry, args);
    started.push(command);
    return { code: await command.exited, told: [...command.lines, ...command.errors].join('\n') };
  };

  it('migrates as the owner, and neither migrates nor starts unmigrated as the role of the instances', async () => {
    const [start, migration] = await Promise.all([
      run('main.js'),
      run('console/migrate.js', [], { MIGRATION_DATABASE_URL_FILE: env['DATABASE_URL_FILE'] ?? '' }),
    ]);
    expect([start.code, start.told]).toEqual([1, expect.stringContaining('npm run migrate')]);
    expect([migration.code, migration.told]).toEqual([
      1,
      expect.stringMatching(/may not change tables: .*MIGRATION_DATABASE_URL/),
    ]);
    expect(await run('console/migrate.js')).toEqual({ code: 0, told: expect.stringMatching(/^Applied: /) });
    for (const statement of statements(AFTER_MIGRATION)) await postgres.query(statement, postgres.url('admin', 'gatehouse'));
    expect(await run('console/migrate.js')).toEqual({ code: 0, told: 'The schema is up to date.' });
  });

  it('serves all that a person does, and the operator', async () => {
    const product = await startProcess(env);
    started.push(product);
    person = await wholeJourney((headers) => new Visitor(product.url, { ...FORWARDED, ...headers }));
    expect(await run('console/user.js', ['delete', person.email])).toMatchObject({ code: 0 });
    expect((await logIn(new Visitor(product.url, FORWARDED), person)).status).toBe(401);
    expect(await product.stop()).toBe(0);
  });

  it('sweeps what has expired', async () => {
    const storage = { env: { ...env, NODE_ENV: 'test', PUBLIC_URL: '' }, onServers: true, remove: async () => undefined };
    const product = await Product.on(storage, { TRUST_PROXY: '', BCRYPT_COST: '4' });
    await remembered(product.visitor());
    const asAdmin = (sql: string) => postgres.query(sql, postgres.url('admin', 'gatehouse'));
    await asAdmin(`update remember_series set expires_at = now() - interval '1 hour'`);
    await asAdmin(`insert into revoked_sessions select id, id, now() - interval '1 hour' from users`);
    await product.app.get(ExpirySweep).sweep();
    expect(await asAdmin('select 1 from remember_series union all select 1 from revoked_sessions')).toEqual([]);
    await product.close();
  });

  it('keeps mails until they are sent, and sends them', async () => {
    const storage = { env: { ...env, NODE_ENV: 'test', PUBLIC_URL: '' }, onServers: true, remove: async () => undefined };
    const product = await Product.on(storage, { TRUST_PROXY: '', BCRYPT_COST: '4' }, [Greetings]);
    await product.visitor().post('/test-greeting', { to: 'ann@example.org', names: ['ann'] }, 'json');
    expect((await mailTo(product, 'ann@example.org')).subject).toBe('Hello ann');
    const left = () => postgres.query('select 1 from public_outbox.job', postgres.url('admin', 'gatehouse'));
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 10_000 });
    await product.close();
  });

  it.each([
    'create table mine (id int)',
    'alter table public_outbox.job add column mine int',
    'truncate public_outbox.job',
    'create temporary table mine (id int)',
    'create schema mine',
    'create view mine as select * from users',
    'create function mine() returns int language sql as $$ select 1 $$',
    'create extension pgcrypto',
    'create role mine',
    'create database mine',
    'create index mine on users (active)',
    'create trigger mine before update on users for each row execute function suppress_redundant_updates_trigger()',
    'alter table users add column mine int',
    'alter table users disable trigger all',
    'alter table users owner to gatehouse_app',
    'alter role gatehouse_app superuser',
    'alter database gatehouse set search_path = mine',
    'drop table users',
    'drop index users_email_unique',
    'drop schema public cascade',
    'truncate users',
    'truncate revoked_sessions',
    `insert into mikro_orm_migrations (name) values ('mine')`,
    'delete from mikro_orm_migrations',
    'set role gatehouse_owner',
    'select * from pg_authid',
    `copy users to '/tmp/users'`,
    `copy users from program 'true'`,
    `select pg_read_file('/etc/passwd')`,
  ])('lets the role of the instances not "%s"', async (statement) => {
    const url = `${secrets['DATABASE_URL']}?sslmode=verify-full&sslrootcert=${authority.file}`;
    // 42501: insufficient privilege, or not the owner.
    await expect(postgres.query(statement, url)).rejects.toMatchObject({ code: '42501' });
  });

  it('tells none of its secrets', () => {
    const told = started.flatMap(({ lines, errors }) => [...lines, ...errors]).join('\n');
    const parts = Object.values(secrets).flatMap((secret) => [secret, URL.parse(secret)?.password ?? '']);
    for (const part of parts.filter(Boolean)) expect(told).not.toContain(part);
    expect(told).toContain('Gatehouse is ready');
  });
});

/** Takes a file apart as psql does: statements run one after the other, each on its own. */
function statements(sql: string): string[] {
  return sql
    .split(/;$/m)
    .map((statement) => statement.trim())
    .filter(Boolean);
}

/** User and password, as the document gives them. */
function credentials(role: string): string {
  const [, password = ''] = new RegExp(`${role} login password '([^']+)'`).exec(ROLES) ?? [];
  return `${role}:${encodeURIComponent(password)}`;
}
