import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { eventually, Program } from '../support/servers/index.js';
import { ARGS, EXECUTABLE } from './browser.js';
import { tabOf } from './chromium-engine.js';
import { Visit } from './visit.js';

const LISTENING = /DevTools listening on (\S+)/;

/** Chromium with a profile on disk, as people have it; its process is ours to kill. */
export class KillableChromium {
  private constructor(
    private readonly program: Program,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
  ) {}

  static async start(profile: string): Promise<KillableChromium> {
    const own = ['--headless=new', `--user-data-dir=${profile}`, '--remote-debugging-port=0', '--password-store=basic'];
    const program = new Program('setsid', [EXECUTABLE, ...ARGS, ...own, 'about:blank'], { HOME: profile });
    const address = () => LISTENING.exec(program.errors.join('\n'))?.[1];
    await eventually('Chromium listens', () => address() !== undefined, program);
    const browser = await chromium.connectOverCDP(address() ?? '');
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no profile');
    return new KillableChromium(program, browser, context);
  }

  async visit(origin: string): Promise<Visit> {
    return new Visit(await tabOf(this.context), origin);
  }

  /** The remember-me cookie that it would send. */
  async remembered(): Promise<string | undefined> {
    return (await this.context.cookies()).find(({ name }) => name === 'remember')?.value;
  }

  /** It writes its cookies first. */
  async quit(): Promise<void> {
    const devTools = await this.browser.newBrowserCDPSession();
    await devTools.send('Browser.close');
    await this.program.exited;
  }

  /** All of its processes at once: the one of the network writes cookies when it loses the others. */
  async kill(): Promise<void> {
    process.kill(-this.program.pid, 'SIGKILL');
    await this.program.exited;
  }
}
