import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let dir: string | undefined;

/** A folder for this run's logs, sockets and templates, removed at its end unless BENCH_KEEP is set. */
export function workDir(): string {
  if (dir === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
    if (process.env['BENCH_KEEP'] === undefined) process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    else console.log(`logs and templates: ${made}`);
    dir = made;
  }
  return dir;
}
