import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import pg from 'pg';

/** A server on this machine, which stands still from `freeze` to `thaw`: the hardest outage, no connection breaks. */
export interface Server {
  freeze(): void;
  thaw(): void;
}

/** Redis, by the process id that it tells. */
export async function redisServer(url: string): Promise<Server> {
  const redis = new Redis(url);
  const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  await redis.quit();
  return frozen(() => [pid]);
}

/** PostgreSQL, by the parent of one of its processes, with all its children; and an empty database on it. */
export async function postgresServer(url: string): Promise<{ server: Server; database: string; remove: () => Promise<void> }> {
  const name = `gatehouse_bench_${randomBytes(6).toString('hex')}`;
  const query = async (sql: string): Promise<Record<string, unknown> | undefined> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows[0];
  };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const stat = readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8');
  await client.end();
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  const children = () => readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  await query(`create database ${name}`);
  const database = new URL(url);
  database.pathname = `/${name}`;
  const remove = async () => void (await query(`drop database ${name} with (force)`));
  return { server: frozen(() => [parent, ...children()]), database: database.href, remove };
}

function frozen(pids: () => number[]): Server {
  const signal = (name: NodeJS.Signals) => pids().forEach((pid) => process.kill(pid, name));
  const server = { freeze: () => signal('SIGSTOP'), thaw: () => signal('SIGCONT') };
  // A benchmark that is interrupted leaves no server standing still.
  process.once('exit', server.thaw);
  return server;
}
