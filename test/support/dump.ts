/** All that the product has stored. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MikroORM } from '@mikro-orm/core';
import { Redis } from 'ioredis';
import type { Product } from './product.js';

/** Everything that Redis, or what stands in for it, holds. */
export async function dumpOfRedis({ settings }: Product): Promise<unknown[]> {
  if (settings.redisUrl === undefined) {
    const name = readdirSync(settings.dataDir).find((entry) => /^sessions(\.\w+)?$/.test(entry)) ?? '';
    const file = new DatabaseSync(join(settings.dataDir, name), { readOnly: true });
    const rows = [...file.prepare('SELECT * FROM entry').all(), ...file.prepare('SELECT * FROM member').all()];
    file.close();
    return rows;
  }
  const redis = new Redis(settings.redisUrl);
  const keys = await redis.keys('*');
  const dump = keys.map(async (key) => [
    key,
    (await redis.type(key)) === 'zset' ? await redis.zrange(key, '0', '-1') : await redis.get(key),
  ]);
  const entries = await Promise.all(dump);
  await redis.quit();
  return entries;
}

/** Every row of every table. */
export async function dumpOfSql({ app }: Product): Promise<unknown[]> {
  const connection = app.get(MikroORM).em.getConnection();
  const tables = await connection.execute<{ name: string }[]>(
    `select '"' || table_schema || '"."' || table_name || '"' as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  );
  if (tables.length < 3) throw new Error('this is no migrated database');
  const rows = await Promise.all(tables.map(({ name }: { name: string }) => connection.execute(`select * from ${name}`)));
  return rows.flat();
}
