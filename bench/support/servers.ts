import pg from 'pg';
import { Redis } from 'ioredis';

/** The private servers that .ci/with-servers has started, each benchmark in databases of its own. */
export interface Servers {
  readonly postgresPid: number;
  readonly redisPid: number;
  /** Makes an empty database and gives its address. */
  database(name: string): Promise<string>;
  /** The address of an emptied Redis database, 0 to 15. */
  redis(place: number): Promise<string>;
}

/** Throws where `npm run bench` has not started them: a benchmark never loads a server that others use. */
export async function privateServers(): Promise<Servers> {
  const { DATABASE_URL, REDIS_URL } = process.env;
  if (!DATABASE_URL || !REDIS_URL) throw new Error('Run it by `npm run bench`, which starts private servers.');
  const redisInfo = await askRedis(REDIS_URL, (redis) => redis.info('server'));
  const [postmaster] = await query(DATABASE_URL, `select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid`);
  return {
    postgresPid: Number(postmaster?.['pid']),
    redisPid: Number(/process_id:(\d+)/.exec(redisInfo)?.[1]),
    async database(name) {
      await query(DATABASE_URL, `drop database if exists ${name} with (force)`);
      await query(DATABASE_URL, `create database ${name}`);
      const url = new URL(DATABASE_URL);
      url.pathname = `/${name}`;
      return url.href;
    },
    async redis(place) {
      const url = new URL(REDIS_URL);
      url.pathname = `/${place}`;
      await askRedis(url.href, (redis) => redis.flushdb());
      return url.href;
    },
  };
}

export async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

export async function askRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { enableAutoPipelining: true });
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
