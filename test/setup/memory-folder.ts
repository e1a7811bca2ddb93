import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';

/** Bytes: dozens of storages of 25 MB. Containers often have only 64 MB there. */
const ROOM = 2 * 1024 ** 3;

/**
 * From now on, this process and its workers make their temporary files in memory where there is room: a storage has a
 * thousand files, and the disk makes each of them slowly. Returns what takes them all away again.
 */
export function keepTemporaryFilesInMemory(): () => void {
  if (!hasRoom()) return () => undefined;
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(MEMORY, 'gatehouse-'));
  // Servers that tests start run as other users.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  };
}

function hasRoom(): boolean {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ROOM;
  } catch {
    return false;
  }
}
