import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** Microseconds. */
const PERIOD = 100_000;

/**
 * Holds running programs to a share of one core each (0.25: a quarter), threads included, as `CPUQuota=` of systemd does. Returns
 * what takes the limit away after they have ended, or undefined where this machine does not let us: then nothing is limited.
 */
export function holdToShare(pids: readonly number[], share: number): (() => void) | undefined {
  try {
    const groups = pids.map((pid) => group(pid, share));
    return () => groups.forEach((folder) => rmdirSync(folder));
  } catch {
    return undefined;
  }
}

function group(pid: number, share: number): string {
  const folder = join(cpuController(), `gatehouse-bench-${pid}`);
  mkdirSync(folder);
  const quota = String(Math.round(share * PERIOD));
  if (existsSync(join(folder, 'cpu.max'))) writeFileSync(join(folder, 'cpu.max'), `${quota} ${PERIOD}`);
  else {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), String(PERIOD));
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), quota);
  }
  writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  return folder;
}

/** Version 1 has a tree for each controller, version 2 one for all. */
function cpuController(): string {
  const own = join(ROOT, 'cpu');
  if (existsSync(join(own, 'cgroup.procs'))) return own;
  writeFileSync(join(ROOT, 'cgroup.subtree_control'), '+cpu');
  return ROOT;
}
