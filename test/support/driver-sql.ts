import { createRequire } from 'node:module';
import type pg from 'pg';
import { vi } from 'vitest';

/** Counts what the ORM's own PostgreSQL driver sends from now on, transactions included. */
export function countDriverSql() {
  // The driver that the ORM has, which need not be the tests'.
  const { Client } = createRequire(import.meta.resolve('@mikro-orm/postgresql'))('pg') as typeof pg;
  const spy = vi.spyOn(Client.prototype, 'query');
  return {
    statements: (): string[] => spy.mock.calls.map(([query]: unknown[]) => textOf(query)),
    restart: () => spy.mockClear(),
    stop: () => spy.mockRestore(),
  };
}

function textOf(query: unknown): string {
  return typeof query === 'string' ? query : String(Reflect.get(Object(query), 'text'));
}
