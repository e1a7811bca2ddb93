import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own in memory, which can be filled and made read-only. Needs the right to mount. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  /** Undefined where nothing may be mounted, as in most containers. */
  static mount(size: string): SmallDisk | undefined {
    const path = mkdtempSync(join(tmpdir(), 'gatehouse-disk-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]).status === 0;
    if (mounted) return new SmallDisk(path);
    rmSync(path, { recursive: true });
    return undefined;
  }

  /** Not a byte is left. */
  fill(): void {
    const filler = openSync(this.filler, 'w');
    for (const size of [65_536, 512]) while (wrote(filler, size));
    closeSync(filler);
  }

  makeRoom(): void {
    rmSync(this.filler, { force: true });
  }

  remount(how: 'ro' | 'rw'): void {
    const { status, stderr } = spawnSync('mount', ['-o', `remount,${how}`, this.path], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  unmount(): void {
    spawnSync('umount', [this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }

  private get filler(): string {
    return join(this.path, 'filler');
  }
}

function wrote(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0;
  } catch {
    return false;
  }
}
