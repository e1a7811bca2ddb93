import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second for programs (USER_HZ). */
const MS_PER_TICK = 10;

/** CPU time of a process, its threads, its children and theirs, ended ones included, in milliseconds. */
export function cpuOf(root: number): number {
  return treeOf(root).reduce((sum, { ticks }) => sum + ticks * MS_PER_TICK, 0);
}

/** Memory that a process and its children hold at this moment, in bytes. */
export function residentOf(root: number): number {
  return treeOf(root).reduce((sum, { pid }) => sum + resident(pid), 0);
}

/** A process and its memory. */
export interface Resident {
  readonly pid: number;
  readonly mebibytes: number;
  /** The most that it has ever held. */
  readonly peakMebibytes: number;
}

/** Which of a process and its children holds the most memory at this moment. */
export function largestOf(root: number): Resident {
  const all = treeOf(root).map(({ pid }) => ({
    pid,
    mebibytes: resident(pid) / 2 ** 20,
    peakMebibytes: resident(pid, 'VmHWM') / 2 ** 20,
  }));
  const [largest] = all.toSorted((one, other) => other.mebibytes - one.mebibytes);
  if (largest === undefined) throw new Error('it has ended');
  return largest;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

function treeOf(root: number): Entry[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (entry(Number(name)) ?? []) : []));
  const found = all.filter(({ pid }) => pid === root);
  for (const { pid } of found) found.push(...all.filter(({ parent }) => parent === pid));
  return found;
}

/** proc(5), /proc/pid/stat: after the name in brackets come state, parent, ... utime, stime, cutime, cstime. */
function entry(pid: number): Entry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { pid, parent: Number(fields[1]), ticks };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** proc(5), /proc/pid/status: resident now, or at most so far, in bytes. */
function resident(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .find((each) => each.startsWith(`${field}:`));
    return 1024 * Number(/\d+/.exec(line ?? '')?.[0] ?? 0);
  } catch {
    return 0;
  }
}
