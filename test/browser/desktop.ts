import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What every desktop needs, and what of it (and of `more`) this machine lacks. */
export function missingPrograms(...more: string[]): string[] {
  const needed = ['/usr/bin/Xvfb', '/usr/bin/dbus-daemon', '/usr/libexec/at-spi-bus-launcher', ...more];
  return needed.filter((path) => !existsSync(path));
}

/** What is said is read from Orca's log. A synthesizer that waits for a sound card would keep Orca waiting with it. */
const SILENT_SPEECH = 'AddModule "dummy" "sd_dummy" ""\nDefaultModule "dummy"\n';

/** A screen, a bus and a home of their own for browsers whose accessibility tree is read by AT-SPI. Nothing is shared. */
export class Desktop {
  private readonly processes: ChildProcess[] = [];

  private constructor(
    readonly home: string,
    readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async start(): Promise<Desktop> {
    const home = await mkdtemp(join(tmpdir(), 'desktop-'));
    await mkdir(join(home, '.config/speech-dispatcher'), { recursive: true });
    await writeFile(join(home, '.config/speech-dispatcher/speechd.conf'), SILENT_SPEECH);
    const desktop = new Desktop(home, {
      ...process.env,
      HOME: home,
      XDG_RUNTIME_DIR: home,
      GNOME_ACCESSIBILITY: '1',
      MOZ_CRASHREPORTER_DISABLE: '1',
    });
    const screen = ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
    desktop.environment['DISPLAY'] = `:${await desktop.run('Xvfb', screen, /^(\d+)$/m)}`;
    const bus = ['--session', '--nofork', '--print-address'];
    desktop.environment['DBUS_SESSION_BUS_ADDRESS'] = await desktop.run('dbus-daemon', bus, /^(unix:\S+)$/m);
    return desktop;
  }

  /** Starts a program; what its `line` says, as soon as it does. */
  run(command: string, args: readonly string[], line: RegExp): Promise<string> {
    return firstMatch(this.start(command, args), line);
  }

  start(command: string, args: readonly string[]): ChildProcess {
    const child = spawn(command, args, { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.processes.unshift(child);
    return child;
  }

  /** Ends them in the opposite order of their start. */
  async stop(): Promise<void> {
    for (const child of this.processes) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstMatch(child: ChildProcess, line: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const found = line.exec(said);
      if (found !== null) resolve(found[1] ?? '');
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`it ended: ${said}`)));
    child.once('error', reject);
  });
}
