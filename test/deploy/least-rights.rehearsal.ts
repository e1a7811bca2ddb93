import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/network.js';
import { Closers, type Environment } from '../support/product.js';
import { eventually, PostgresServer, ProductProcess, Program, startProcess } from '../support/servers/index.js';
import { Visitor, wholeJourney } from '../support/visitor.js';
import { compose, GIVEN } from './compose-file.js';

const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' };
const closers = new Closers();
const { services } = compose(GIVEN);

let postgres: PostgresServer;
let redisPort: number;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rights-'));
  await closers.add(Promise.resolve(folder), async () => rmSync(folder, { recursive: true, force: true }));
  const passwords = 'host all gatehouse_owner,gatehouse_app all scram-sha-256';
  postgres = await closers.add(PostgresServer.start(undefined, [passwords]), (server) => server.stop());
  redisPort = await freePort();
  const [, , ...options] = services['redis']?.command ?? [];
  const place = ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', folder];
  const env = { REDIS_PASSWORD: services['redis']?.environment?.['REDIS_PASSWORD'] ?? '', TMPDIR: folder };
  const redis = new Program('sh', ['deploy/redis/start.sh', ...options, ...place], env);
  await closers.add(Promise.resolve(redis), (server) => server.stop());
  const answers = () => asRedisUser((user) => user.ping()).then((pong) => pong === 'PONG', () => false); // prettier-ignore
  await eventually('Redis answers', answers, redis);
});

afterAll(() => closers.closeAll());

/** The environment of a service, at the servers of this test. */
function environment(name: string): Environment {
  const delivered = Object.entries(services[name]?.environment ?? {});
  const here = (value: string) =>
    value.replace('@postgres:5432/', `@127.0.0.1:${postgres.port}/`).replace('@redis:6379', `@127.0.0.1:${redisPort}`);
  const placed = Object.fromEntries(delivered.map(([key, value]) => [key, here(String(value))]));
  return { ...placed, TRUST_PROXY: '127.0.0.1', BCRYPT_COST: '10' };
}

const OURS = { username: 'gatehouse', password: GIVEN['REDIS_PASSWORD'] ?? '' };

async function asRedisUser<T>(work: (redis: Redis) => Promise<T>, credentials: object = OURS): Promise<T> {
  const redis = new Redis({ port: redisPort, ...credentials, retryStrategy: null, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function psql(file: string, env: Environment): Promise<void> {
  const place = { PGHOST: '127.0.0.1', PGPORT: String(postgres.port), ...env };
  const command = new Program('psql', ['--quiet', '--set=ON_ERROR_STOP=1', `--file=${file}`], place);
  expect(await command.exited, command.errors.join('\n')).toBe(0);
}

it('the delivered roles and Redis user carry a whole journey, and no more', async () => {
  const { environment: ofPostgres = {} } = services['postgres'] ?? {};
  const passwords = Object.fromEntries(Object.entries(ofPostgres).filter(([name]) => name.startsWith('GATEHOUSE_')));
  await psql('deploy/postgresql/roles.sql', { ...passwords, PGUSER: 'admin', PGDATABASE: 'postgres' });

  const migration = new ProductProcess(environment('migrate'), 'console/migrate.js');
  expect(await migration.exited, migration.errors.join('\n')).toBe(0);
  const { PGUSER = '', PGPASSWORD = '', PGDATABASE = '' } = services['after-migration']?.environment ?? {};
  const after = services['after-migration']?.volumes?.[0]?.replace(/:.*/, '') ?? '';
  for (const _time of ['the first', 'again']) await psql(after, { PGUSER, PGPASSWORD, PGDATABASE });

  const product = await closers.add(startProcess(environment('app1')), (started) => started.stop());
  await wholeJourney((headers) => new Visitor(product.url, { ...FORWARDED, ...headers }));

  const url = environment('app1')['DATABASE_URL'] ?? '';
  for (const statement of [
    'create table mine (id int)',
    'truncate users',
    `insert into mikro_orm_migrations (name) values ('mine')`,
  ])
    await expect(postgres.query(statement, url)).rejects.toMatchObject({ code: '42501' });
  await asRedisUser(async (redis) => {
    for (const [name, ...args] of [['CONFIG', 'GET', '*'], ['KEYS', '*'], ['FLUSHALL'], ['GET', 'somebody-elses']])
      await expect(redis.call(name ?? '', ...args)).rejects.toThrow(/NOPERM/);
  });
  await expect(asRedisUser((redis) => redis.ping(), {})).rejects.toThrow(/NOAUTH|closed/);
});
