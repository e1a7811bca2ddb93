import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { SessionPage } from '../redis-port.js';

/** Expired entries are swept every so many milliseconds. */
const SWEEP_EVERY = 60_000;

// The log reaches the kernel before the answer leaves, so a killed process loses nothing.
const SCHEMA = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, keep_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entry_keep_until ON entry (keep_until);
  CREATE TABLE IF NOT EXISTS member (key TEXT, hash TEXT, ends_at INTEGER NOT NULL, PRIMARY KEY (key, hash)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS member_ends_at ON member (ends_at);
  CREATE INDEX IF NOT EXISTS member_key_ends_at ON member (key, ends_at, hash)`;

const MEMBERS = 'SELECT hash FROM member WHERE key = ? AND ends_at > ?';

export interface Entry {
  readonly value: string;
  readonly keepUntil: number;
}

/** Keeps keys with values that expire, and sorted sets of hashes, in one SQLite file. Times are milliseconds since 1970. */
export class EmbeddedFile {
  private readonly database: DatabaseSync;
  private readonly statements: Readonly<
    Record<'get' | 'set' | 'delete' | 'add' | 'remove' | 'clear' | 'earliest' | 'latest' | 'count', StatementSync>
  >;
  private readonly sweeper: NodeJS.Timeout;

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec(SCHEMA);
    const prepare = (sql: string) => this.database.prepare(sql);
    this.statements = {
      get: prepare('SELECT value, keep_until FROM entry WHERE key = ? AND keep_until > ?'),
      set: prepare('INSERT OR REPLACE INTO entry (key, value, keep_until) VALUES (?, ?, ?)'),
      delete: prepare('DELETE FROM entry WHERE key = ?'),
      add: prepare('INSERT OR REPLACE INTO member (key, hash, ends_at) VALUES (?, ?, ?)'),
      remove: prepare('DELETE FROM member WHERE key = ? AND hash = ?'),
      clear: prepare('DELETE FROM member WHERE key = ?'),
      earliest: prepare(`${MEMBERS} ORDER BY ends_at, hash LIMIT ? OFFSET ?`),
      latest: prepare(`${MEMBERS} ORDER BY ends_at DESC, hash DESC LIMIT ? OFFSET ?`),
      count: prepare('SELECT count(*) AS count FROM member WHERE key = ? AND ends_at > ?'),
    };
    this.sweeper = setInterval(() => this.sweep(), SWEEP_EVERY).unref();
    this.sweep();
  }

  value(key: string): string | null {
    return this.entry(key)?.value ?? null;
  }

  entry(key: string): Entry | undefined {
    const row = this.statements.get.get(key, Date.now());
    return row && { value: String(row['value']), keepUntil: Number(row['keep_until']) };
  }

  delete(key: string): void {
    this.statements.delete.run(key);
  }

  set(key: string, value: string, keepUntil: number): void {
    this.statements.set.run(key, value, keepUntil);
  }

  add(key: string, hash: string, expiresAt: number): void {
    this.statements.add.run(key, hash, expiresAt);
  }

  remove(key: string, hash: string): void {
    this.statements.remove.run(key, hash);
  }

  clear(key: string): void {
    this.statements.clear.run(key);
  }

  /** Returns so many of the members that have not expired, those that expire first or last. */
  members(key: string, { from, count, first }: SessionPage): string[] {
    return this.statements[first].all(key, Date.now(), count, from).map((row) => String(row['hash']));
  }

  count(key: string): number {
    return Number(this.statements.count.get(key, Date.now())?.['count']);
  }

  /** Does all of a step or nothing; a step within a step belongs to the outer one. */
  atomically<T>(step: () => T): T {
    if (this.database.isTransaction) return step();
    this.database.exec('BEGIN IMMEDIATE');
    try {
      const result = step();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself when the disk is full.
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    clearInterval(this.sweeper);
    if (this.database.isOpen) this.database.close();
  }

  private sweep(): void {
    const now = Date.now();
    this.database.prepare('DELETE FROM entry WHERE keep_until <= ?').run(now);
    this.database.prepare('DELETE FROM member WHERE ends_at <= ?').run(now);
  }
}
