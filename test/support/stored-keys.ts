import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Product } from './product.js';

/** The keys of a product's Redis, or of the file in its place, beside the product's own back. */
export interface StoredKeys {
  get(key: string): Promise<string | null>;
  /** For an hour, or another time in milliseconds. */
  set(key: string, value: string, life?: number): Promise<void>;
  beginningWith(prefix: string): Promise<string[]>;
  /** Something of another kind in the place of what the product keeps there; the file knows one kind only. */
  setOtherKind(key: string): Promise<void>;
  addMember(key: string, member: string): Promise<void>;
  close(): Promise<void>;
}

const AN_HOUR = 3_600_000;

export function storedKeys({ settings }: Product): StoredKeys {
  return settings.redisUrl === undefined ? inFile(join(settings.dataDir, 'sessions')) : onServer(settings.redisUrl);
}

function onServer(url: string): StoredKeys {
  const redis = new Redis(url);
  return {
    get: (key) => redis.get(key),
    set: async (key, value, life = AN_HOUR) => void (await redis.set(key, value, 'PX', life)),
    beginningWith: (prefix) => redis.keys(`${prefix}*`),
    setOtherKind: async (key) => void (await redis.multi().del(key).hset(key, 'x', 'y').exec()),
    addMember: async (key, member) => void (await redis.zadd(key, Date.now() + AN_HOUR, member)),
    close: async () => void (await redis.quit()),
  };
}

function inFile(path: string): StoredKeys {
  const file = new DatabaseSync(path);
  const set = (key: string, value: string, life = AN_HOUR) =>
    file.prepare('INSERT OR REPLACE INTO entry (key, value, keep_until) VALUES (?, ?, ?)').run(key, value, Date.now() + life);
  return {
    get: async (key) => String(file.prepare('SELECT value FROM entry WHERE key = ?').get(key)?.['value'] ?? '') || null,
    set: async (key, value, life) => void set(key, value, life),
    beginningWith: async (prefix) =>
      file
        .prepare('SELECT key FROM entry WHERE substr(key, 1, ?) = ?')
        .all(prefix.length, prefix)
        .map((row) => String(row['key'])),
    setOtherKind: async (key) => void set(key, 'x'),
    addMember: async (key, member) =>
      void file
        .prepare('INSERT OR REPLACE INTO member (key, hash, ends_at) VALUES (?, ?, ?)')
        .run(key, member, Date.now() + AN_HOUR),
    close: async () => file.close(),
  };
}
