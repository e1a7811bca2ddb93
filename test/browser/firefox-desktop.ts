import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Firefox with all that its accessibility tree needs: a screen, a bus, a profile. Nothing of it is shared. */
export class FirefoxDesktop {
  private constructor(
    /** Where its WebDriver BiDi listens. */
    readonly address: string,
    readonly environment: NodeJS.ProcessEnv,
    private readonly home: string,
    private readonly processes: readonly ChildProcess[],
  ) {}

  static async start(): Promise<FirefoxDesktop> {
    const home = await mkdtemp(join(tmpdir(), 'firefox-'));
    const processes: ChildProcess[] = [];
    // As the first line or a named line of each tells where it is to be found.
    const run = async (env: NodeJS.ProcessEnv, command: string, args: string[], line: RegExp): Promise<string> => {
      const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      processes.unshift(child);
      return firstMatch(child, line);
    };
    const plain = { ...process.env, HOME: home, XDG_RUNTIME_DIR: home };
    const screen = await run(plain, 'Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], /^(\d+)$/m);
    const withScreen = { ...plain, DISPLAY: `:${screen}` };
    const bus = await run(withScreen, 'dbus-daemon', ['--session', '--nofork', '--print-address'], /^(unix:\S+)$/m);
    const environment = {
      ...withScreen,
      DBUS_SESSION_BUS_ADDRESS: bus,
      GNOME_ACCESSIBILITY: '1',
      MOZ_CRASHREPORTER_DISABLE: '1',
    };
    // A page from the beginning: else the focus is in the address bar, where it stays.
    const args = ['--no-remote', '--profile', home, '--remote-debugging-port=0', 'data:text/html,'];
    const address = await run(environment, 'firefox-esr', args, /WebDriver BiDi listening on (\S+)/);
    return new FirefoxDesktop(address, environment, home, processes);
  }

  /** The last started first. */
  async stop(): Promise<void> {
    for (const child of this.processes) {
      if (child.exitCode === null && child.kill()) await once(child, 'exit');
    }
    await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstMatch(child: ChildProcess, line: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString();
      const found = line.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => reject(new Error(`it ended: ${said}`)));
    child.once('error', reject);
  });
}
