import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, Program } from '../support/servers/index.js';
import { Bidi } from './bidi.js';
import { type Engine, fillWith, LOOK, middleOf, type Profile, type Seen, type Tab } from './engine.js';
import { Marionette } from './marionette.js';

/** Firefox makes virtual authenticators only with these preferences. */
const VIRTUAL = {
  'marionette.port': 0,
  'security.webauth.webauthn_enable_softtoken': true,
  'security.webauth.webauthn_enable_usbtoken': false,
};

const LISTENING = /WebDriver BiDi listening on (\S+)/;

/** Firefox without a screen, by WebDriver BiDi. */
export class FirefoxEngine implements Engine {
  private constructor(
    private readonly program: Program,
    private readonly folder: string,
    private readonly bidi: Bidi,
    private readonly session?: Marionette,
  ) {}

  static async start(): Promise<FirefoxEngine> {
    const [program, folder] = await startProgram({});
    const address = () => LISTENING.exec(program.errors.join('\n'))?.[1];
    await eventually('Firefox listens', () => address() !== undefined, program);
    const bidi = await Bidi.connect(`${address()}/session`);
    await bidi.send('session.new', { capabilities: {} });
    return new FirefoxEngine(program, folder, bidi);
  }

  /** Its session is one of Marionette, too, which gives it virtual authenticators; it looks for no real ones then. */
  static async startWithMarionette(): Promise<FirefoxEngine> {
    const [program, folder] = await startProgram(VIRTUAL, '--marionette');
    let port = '';
    const read = () => readFile(join(folder, 'MarionetteActivePort'), 'utf8').catch(() => '');
    await eventually('Firefox listens', async () => (port = await read()) !== '', program);
    const marionette = await Marionette.connect(Number(port));
    return new FirefoxEngine(program, folder, await Bidi.connect(marionette.bidiAddress), marionette);
  }

  /** Throws where it was started without. */
  get marionette(): Marionette {
    if (this.session === undefined) throw new Error('Firefox has no session of Marionette');
    return this.session;
  }

  async profile(): Promise<Profile> {
    const { userContext } = await this.bidi.send<{ userContext: string }>('browser.createUserContext', {});
    return new FirefoxProfile(this.bidi, userContext);
  }

  async close(): Promise<void> {
    this.bidi.close();
    this.session?.close();
    await this.program.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startProgram(preferences: object, ...more: string[]): Promise<[Program, folder: string]> {
  const folder = await mkdtemp(join(tmpdir(), 'firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
  await writeFile(join(folder, 'user.js'), lines.join(''));
  const args = ['--headless', '--no-remote', '--profile', folder, '--remote-debugging-port=0', ...more];
  return [new Program('/usr/bin/firefox-esr', args, { HOME: folder, MOZ_CRASHREPORTER_DISABLE: '1' }), folder];
}

class FirefoxProfile implements Profile {
  constructor(
    private readonly bidi: Bidi,
    private readonly userContext: string,
  ) {}

  async tab(): Promise<Tab> {
    const created = { type: 'tab', userContext: this.userContext };
    const { context } = await this.bidi.send<{ context: string }>('browsingContext.create', created);
    return new FirefoxTab(this.bidi, context);
  }

  async forget(name: string): Promise<void> {
    const partition = { type: 'storageKey', userContext: this.userContext };
    await this.bidi.send('storage.deleteCookies', { filter: { name }, partition });
  }

  async close(): Promise<void> {
    await this.bidi.send('browser.removeUserContext', { userContext: this.userContext });
  }
}

class FirefoxTab implements Tab {
  private place = { x: 0, y: 0 };

  constructor(
    private readonly bidi: Bidi,
    private readonly context: string,
  ) {}

  async open(url: string): Promise<void> {
    await this.send('browsingContext.navigate', { url, wait: 'complete' });
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.evaluate(fillWith(fields));
  }

  async press(selector: string, times = 1): Promise<void> {
    this.place = JSON.parse(await this.evaluate(middleOf(selector)));
    await this.pressAgain(times);
  }

  async pressAgain(times = 1): Promise<void> {
    const click = [
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    const actions = [{ type: 'pointerMove', ...this.place }, ...Array.from({ length: times }, () => click).flat()];
    await this.send('input.performActions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
    // Without this the next click at the same place would count as the second of a double click.
    await this.send('input.releaseActions', {});
  }

  async reload(): Promise<void> {
    await this.send('browsingContext.reload', { wait: 'none' });
  }

  async back(): Promise<void> {
    await this.send('browsingContext.traverseHistory', { delta: -1 });
  }

  async seen(): Promise<Seen | null> {
    // A page that gives way to another one has nothing to say.
    return JSON.parse(await this.evaluate(LOOK).catch(() => 'null'));
  }

  private async evaluate(expression: string): Promise<string> {
    const params = { expression, target: { context: this.context }, awaitPromise: false };
    const { result } = await this.bidi.send<{ result: { value?: string } }>('script.evaluate', params);
    return result.value ?? 'null';
  }

  private send(method: string, params: object): Promise<unknown> {
    return this.bidi.send(method, { context: this.context, ...params });
  }
}
