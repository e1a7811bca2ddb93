import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/fs/cgroup';

/** Holds programs and their children together to so much memory, as a small machine or a container does. */
export class MemoryLimit {
  private constructor(private readonly folder: string) {}

  /** Undefined where this machine does not let us. */
  static of(mebibytes: number): MemoryLimit | undefined {
    // Version 1 has a tree for each controller, version 2 one for all.
    const isOld = existsSync(join(ROOT, 'memory/cgroup.procs'));
    const folder = join(ROOT, isOld ? 'memory' : '', `gatehouse-test-${process.pid}`);
    try {
      if (!isOld) writeFileSync(join(ROOT, 'cgroup.subtree_control'), '+memory');
      mkdirSync(folder);
      writeFileSync(join(folder, isOld ? 'memory.limit_in_bytes' : 'memory.max'), String(mebibytes * 2 ** 20));
      return new MemoryLimit(folder);
    } catch {
      return undefined;
    }
  }

  /** The arguments of `sh` that run a program inside, from its first instruction. */
  around(command: string, args: readonly string[]): string[] {
    return ['-c', 'echo $$ > "$0" && exec "$@"', join(this.folder, 'cgroup.procs'), command, ...args];
  }

  /** How many processes the kernel has ended for want of memory. */
  get killed(): number {
    const file = ['memory.events', 'memory.oom_control'].map((name) => join(this.folder, name)).find((each) => existsSync(each));
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file ?? '', 'utf8'))?.[1]);
  }

  /** Ends all that runs inside, children of children too, as a failing machine does. */
  kill(): void {
    const pids = readFileSync(join(this.folder, 'cgroup.procs'), 'utf8').trim().split('\n').filter(Boolean);
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
  }

  /** Only when all that ran inside has ended. */
  remove(): void {
    rmdirSync(this.folder);
  }
}
