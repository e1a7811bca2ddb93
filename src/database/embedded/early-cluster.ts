import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { clusterIn, partialOf } from './unpack-cluster.js';

const SOURCE = new URL('./unpack-cluster.worker.js', import.meta.url);

/**
 * The empty cluster of a first start, unpacked beside its place by another thread, while this one still loads the
 * product. Nothing is in its place before the start holds the lock of DATA_DIR and takes it; what no start takes is
 * removed.
 */
export class EarlyCluster {
  private static begun: EarlyCluster | undefined;

  private constructor(
    private readonly cluster: string,
    private readonly partial: string,
    private readonly worker: Worker,
    private readonly unpacked: Promise<boolean>,
    private readonly madeFolder: string | undefined,
  ) {}

  /** Begins, where this DATA_DIR has no cluster. Whatever is wrong is left to the start, which says it. */
  static begin(dataDir: string): void {
    const cluster = clusterIn(dataDir);
    if (existsSync(cluster)) return;
    // The thread has the umask of this process.
    process.umask(0o077);
    const made = makeFolder(dataDir);
    const partial = partialOf(cluster, process.pid);
    const worker = new Worker(SOURCE, { workerData: partial, execArgv: [], env: {} });
    worker.unref();
    const unpacked = once(worker, 'exit').then(
      ([code]) => code === 0,
      () => false,
    );
    this.begun = new EarlyCluster(cluster, partial, worker, unpacked, made ? dataDir : undefined);
  }

  /** Hands over the folder in which this cluster is whole. Resolves to `undefined` where none was begun or it failed. */
  static async take(cluster: string): Promise<string | undefined> {
    const { begun } = this;
    if (begun?.cluster !== cluster) return undefined;
    // From here on there may be nothing else that this process lives for.
    begun.worker.ref();
    if (!(await begun.unpacked)) return undefined;
    this.begun = undefined;
    return begun.partial;
  }

  /** Removes what no start has taken, and the folder where it holds nothing else. */
  static async remove(): Promise<void> {
    if (this.begun === undefined) return;
    const { worker, partial, madeFolder } = this.begun;
    await worker.terminate();
    rmSync(partial, { recursive: true, force: true });
    if (madeFolder !== undefined && readdirSync(madeFolder).length === 0) rmdirSync(madeFolder);
  }
}

/** Tells whether there was no folder and one could be made. */
function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}
