import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ProductProcess, startProcess } from '../support/servers/index.js';
import { emptyServers, type Servers } from './servers.js';

const INSTANCES = 10;

let servers: Servers;

beforeAll(async () => {
  servers = await emptyServers();
});

afterAll(() => servers.remove());

it('ten instances started at once on an empty database all come up, and one of them migrates', async () => {
  const env = {
    ...servers.env,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://www.example.org',
    SESSION_SECRET: 'the same secret for all ten instances',
    MIGRATE_ON_START: 'true',
  };
  const started = await Promise.allSettled(Array.from({ length: INSTANCES }, () => startProcess(env)));
  const instances = started.filter((start) => start.status === 'fulfilled').map(({ value }) => value);
  const ends = await Promise.all(instances.map((instance) => instance.stop()));

  expect(started.filter((start) => start.status === 'rejected').map(({ reason }) => String(reason))).toEqual([]);
  expect(ends).toEqual(Array.from({ length: INSTANCES }, () => 0));
  expect(instances.filter(hasMigrated)).toHaveLength(1);
  const [{ runs, names } = {}] = await servers.query(
    'select count(*)::int as runs, count(distinct name)::int as names from mikro_orm_migrations',
  );
  expect(runs).toBe(names);
});

function hasMigrated({ log }: ProductProcess): boolean {
  return log.some(({ msg }) => msg === 'migrated');
}
