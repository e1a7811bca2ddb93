import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import { type Answer, type ErrorFields, type Given, OPENED, type Task } from './postgres-messages.js';

interface Open {
  readonly transaction: Transaction;
  readonly end: PromiseWithResolvers<void>;
  readonly ended: Promise<unknown>;
}

const ROLLBACK = new Error('rolled back');

// A thread does not share the cache of its process, and what is imported above this line would not come from it.
const { folder, compileCache } = workerData as Given;
if (compileCache !== undefined) enableCompileCache(compileCache);
const [{ PGlite: Postgres, types }, { startParams }, { compiledPostgres }] = await Promise.all([
  import('@electric-sql/pglite'),
  import('./start-params.js'),
  import('./compiled-postgres.js'),
]);

const asText = (text: string): string => text;

/** MikroORM reads these types itself, from the text that PostgreSQL has written. */
const PARSERS = {
  ...Object.fromEntries([types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ, types.INTERVAL].map((type) => [type, asText])),
  // date[], timestamp[], timestamptz[], interval[]
  ...Object.fromEntries([1182, 1115, 1185, 1187].map((type) => [type, (text: string) => types.arrayParser(text, asText, type)])),
};

let postgres: PGlite;
const transactions = new Map<number, Open>();

await answer(OPENED, open);
parentPort?.on('message', ({ number, ...task }: Task & { readonly number: number }) => {
  void answer(number, () => run(task, number));
});

async function answer(number: number, work: () => Promise<unknown>): Promise<void> {
  let said: Answer;
  try {
    said = { number, result: await work() };
  } catch (error) {
    said = { number, error: fieldsOf(error) };
  }
  parentPort?.postMessage(said);
}

async function open(): Promise<void> {
  const given = { startParams: startParams(), parsers: PARSERS, pgliteWasmModule: await compiledPostgres() };
  postgres = await Postgres.create(folder, given);
}

async function run(task: Task, number: number): Promise<unknown> {
  switch (task.kind) {
    case 'query': {
      const asked = task.transaction === undefined ? postgres : openOf(task.transaction).transaction;
      const { rows, affectedRows } = await asked.query(task.sql, [...task.parameters]);
      return { rows, affectedRows };
    }
    case 'begin':
      await begin(number);
      return number;
    case 'commit':
      return end(task.transaction, ({ resolve }) => resolve());
    case 'rollback':
      return end(task.transaction, ({ reject }) => reject(ROLLBACK));
    case 'close':
      return postgres.close();
  }
}

/** PGlite keeps the statements of others waiting until what it has called ends. */
function begin(number: number): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const ended = postgres.transaction((transaction) => {
    transactions.set(number, { transaction, end, ended });
    begun.resolve();
    return end.promise;
  });
  ended.catch(begun.reject);
  return begun.promise;
}

async function end(number: number, settle: (end: PromiseWithResolvers<void>) => void): Promise<void> {
  const open = transactions.get(number);
  // One that could not be committed has been rolled back.
  if (open === undefined) return;
  transactions.delete(number);
  settle(open.end);
  await open.ended.catch((error: unknown) => {
    if (error !== ROLLBACK) throw error;
  });
}

function openOf(number: number): Open {
  const open = transactions.get(number);
  if (open === undefined) throw new Error('the transaction has ended');
  return open;
}

function fieldsOf(error: unknown): ErrorFields {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const fields = Object.entries(Object(error) as object).filter(([, value]) => ['string', 'number'].includes(typeof value));
  return { ...(Object.fromEntries(fields) as Record<string, string | number>), name, message };
}
