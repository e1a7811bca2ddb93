import { globSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/network.js';
import { eventually } from '../support/servers/index.js';
import { Desktop, missingPrograms } from './desktop.js';
import { type Engine, fillWith, LOOK, middleOf, type Profile, type Seen, type Tab } from './engine.js';
import { WebDriver } from './web-driver.js';

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSER = '/usr/lib/*/webkit2gtk-4.*/MiniBrowser';

/** What this machine lacks to run WebKitGTK. */
export const missingForWebKit = (): string[] => [
  ...missingPrograms(DRIVER),
  ...(globSync(BROWSER).length === 0 ? [BROWSER] : []),
];

/** WebKitGTK's own small browser on a screen of its own, by WebDriver. */
export class WebKitEngine implements Engine {
  private constructor(private readonly desktop: Desktop) {}

  static async start(): Promise<WebKitEngine> {
    return new WebKitEngine(await Desktop.start());
  }

  /** A driver has one session, and a session cookies of its own. */
  async profile(): Promise<Profile> {
    const port = await freePort();
    const program = this.desktop.start(DRIVER, [`--port=${port}`]);
    const address = `http://127.0.0.1:${port}`;
    await eventually('WebKitWebDriver listens', () => fetch(`${address}/status`).then(({ ok }) => ok, () => false)); // prettier-ignore
    const options = { binary: globSync(BROWSER).at(-1), args: ['--automation'] };
    // No command waits for a page, as no person does.
    const driver = await WebDriver.begin(address, { pageLoadStrategy: 'none', 'webkitgtk:browserOptions': options });
    return new WebKitProfile(driver, () => program.kill('SIGKILL'));
  }

  close(): Promise<void> {
    return this.desktop.stop();
  }
}

class WebKitProfile implements Profile {
  constructor(
    private readonly driver: WebDriver,
    private readonly stopDriver: () => void,
  ) {}

  async tab(): Promise<Tab> {
    // A window of its own, because the mouse reaches no tab that lies behind another one.
    const { handle } = await this.driver.send<{ handle: string }>('POST', '/window/new', { type: 'window' });
    return new WebKitTab(this.driver, handle);
  }

  async forget(name: string): Promise<void> {
    await this.driver.send('DELETE', `/cookie/${name}`);
  }

  async close(): Promise<void> {
    await this.driver.end();
    this.stopDriver();
  }
}

class WebKitTab implements Tab {
  private place = { x: 0, y: 0 };

  constructor(
    private readonly driver: WebDriver,
    private readonly handle: string,
  ) {}

  async open(url: string): Promise<void> {
    await this.evaluate('window.isLeft = true');
    await this.send('/url', { url });
    const isThere = () => this.evaluate(`return window.isLeft !== true && document.readyState === 'complete'`);
    // A page that gives way to another one runs no script.
    while ((await isThere().catch(() => 'false')) !== 'true') await sleep(20);
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.evaluate(fillWith(fields));
  }

  async press(selector: string, times = 1): Promise<void> {
    this.place = JSON.parse(await this.evaluate(`return ${middleOf(selector)}`));
    await this.pressAgain(times);
  }

  async pressAgain(times = 1): Promise<void> {
    const click = [
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    const actions = [{ type: 'pointerMove', ...this.place }, ...Array.from({ length: times }, () => click).flat()];
    await this.send('/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  async reload(): Promise<void> {
    await this.send('/refresh', {});
  }

  async back(): Promise<void> {
    await this.send('/back', {});
  }

  async seen(): Promise<Seen | null> {
    // A page that gives way to another one has nothing to say.
    return JSON.parse(await this.evaluate(`return ${LOOK}`).catch(() => 'null'));
  }

  private async evaluate(script: string): Promise<string> {
    return String(await this.send<string | null>('/execute/sync', { script, args: [] }));
  }

  private send<Result = unknown>(command: string, body: object): Promise<Result> {
    return this.driver.inWindow(this.handle, () => this.driver.send<Result>('POST', command, body));
  }
}
