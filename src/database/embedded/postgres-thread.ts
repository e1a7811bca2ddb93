import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Answer, type Given, OPENED, type Task } from './postgres-messages.js';

const SOURCE = new URL('./postgres.worker.js', import.meta.url);

const ENDED = 'the embedded database has ended';

/** What a statement has answered, as PGlite says it. */
interface Rows {
  readonly rows: Record<string, unknown>[];
  readonly affectedRows?: number;
}

/** Runs a statement with its parameters. Rejects with PostgreSQL's error. */
type Query = (sql: string, parameters?: readonly unknown[]) => Promise<Rows>;

/**
 * The embedded PostgreSQL in a thread of its own: it starts while this thread still loads the product, and a statement
 * keeps no request waiting. It has what MikroORM asks of a PGlite.
 */
export class PostgresThread {
  /** Resolves when statements are taken; rejects with PostgreSQL's error. */
  readonly waitReady: Promise<void>;
  ready = false;
  closed = false;
  private readonly waiting = new Map<number, PromiseWithResolvers<unknown>>();
  private readonly worker: Worker;
  private asked = 0;
  private hasEnded = false;

  /** Starts it on the cluster in this folder, whose lock the caller holds. */
  constructor(folder: string) {
    const given: Given = { folder, compileCache: compileCache() };
    this.worker = new Worker(SOURCE, { workerData: given, execArgv: [], env: {} });
    this.worker.on('message', (answer: Answer) => this.settle(answer));
    this.worker.on('error', (error) => this.end(error));
    this.worker.on('exit', () => this.end(new Error(ENDED)));
    // The thread opens its cluster by itself: this thread hears nothing while it loads the product.
    this.waitReady = this.answerTo(OPENED).then(() => void (this.ready = true));
    // Whoever needs it hears of it.
    this.waitReady.catch(() => undefined);
  }

  query: Query = (sql, parameters = []) => this.ask({ kind: 'query', sql, parameters }) as Promise<Rows>;

  /** Runs `work` in a transaction: statements of others wait meanwhile. Rolls back and rejects when `work` does. */
  async transaction<Result>(work: (transaction: { readonly query: Query }) => Promise<Result>): Promise<Result> {
    const transaction = (await this.ask({ kind: 'begin' })) as number;
    const query: Query = (sql, parameters = []) => this.ask({ kind: 'query', sql, parameters, transaction }) as Promise<Rows>;
    try {
      const result = await work({ query });
      await this.ask({ kind: 'commit', transaction });
      return result;
    } catch (error) {
      await this.ask({ kind: 'rollback', transaction });
      throw error;
    }
  }

  /** Stops PostgreSQL in order, and the thread. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.waitReady.then(() => this.ask({ kind: 'close' })).catch(() => undefined);
    this.worker.ref();
    await this.worker.terminate();
  }

  private async ask(task: Task): Promise<unknown> {
    if (this.hasEnded) throw new Error(ENDED);
    this.asked += 1;
    this.worker.postMessage({ ...task, number: this.asked });
    this.worker.ref();
    return this.answerTo(this.asked);
  }

  private answerTo(number: number): Promise<unknown> {
    const settlement = Promise.withResolvers<unknown>();
    this.waiting.set(number, settlement);
    return settlement.promise;
  }

  private settle({ number, result, error }: Answer): void {
    const settlement = this.waiting.get(number);
    this.waiting.delete(number);
    // Only what somebody waits for keeps the process alive.
    if (this.waiting.size === 0) this.worker.unref();
    if (error === undefined) settlement?.resolve(result);
    else settlement?.reject(Object.assign(new Error(error.message), error));
  }

  private end(error: unknown): void {
    this.hasEnded = true;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Node names the folder of its own version, below the one that it was given. */
function compileCache(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}
