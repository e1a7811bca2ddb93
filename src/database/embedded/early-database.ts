import { existsSync } from 'node:fs';
import { DataDirLock } from './data-dir-lock.js';
import { PostgresThread } from './postgres-thread.js';
import { clusterIn } from './unpack-cluster.js';

/**
 * The embedded PostgreSQL of a start that finds its data there: its thread starts it while this one still loads the
 * product. It is taken by whoever opens the database; what no start takes is closed.
 */
export class EarlyDatabase {
  private static begun: EarlyDatabase | undefined;

  private constructor(
    private readonly dataDir: string,
    private lock: DataDirLock | undefined,
    private readonly postgres: PostgresThread,
  ) {}

  /**
   * Begins, where this DATA_DIR has a cluster and nobody holds it, and tells whether it has. Whatever is wrong is left to
   * the start, which says it.
   */
  static begin(dataDir: string): boolean {
    if (!existsSync(clusterIn(dataDir))) return false;
    // The thread has the umask of this process.
    process.umask(0o077);
    const lock = lockOf(dataDir);
    if (lock === undefined) return false;
    this.begun = new EarlyDatabase(dataDir, lock, new PostgresThread(clusterIn(dataDir)));
    return true;
  }

  /** Hands over the lock of this folder, or takes it as {@link DataDirLock.take} does. */
  static takeLock(dataDir: string): DataDirLock {
    const { begun } = this;
    if (begun?.lock === undefined || begun.dataDir !== dataDir) return DataDirLock.take(dataDir);
    const { lock } = begun;
    begun.lock = undefined;
    return lock;
  }

  /** Hands over the PostgreSQL of this cluster, which the caller closes. Returns `undefined` where none was begun. */
  static take(cluster: string): PostgresThread | undefined {
    if (this.begun === undefined || clusterIn(this.begun.dataDir) !== cluster) return undefined;
    const { postgres } = this.begun;
    this.begun = undefined;
    return postgres;
  }

  /** Closes what no start has taken. */
  static async end(): Promise<void> {
    await this.begun?.postgres.close();
    this.begun?.lock?.release();
  }
}

function lockOf(dataDir: string): DataDirLock | undefined {
  try {
    return DataDirLock.take(dataDir);
  } catch {
    return undefined;
  }
}
