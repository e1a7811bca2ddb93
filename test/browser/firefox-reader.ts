import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Bidi } from './bidi.js';
import { Desktop, missingPrograms } from './desktop.js';
import type { Heard, Reader } from './spoken.js';

/** What this machine lacks to read Firefox's tree. */
export const missingForFirefox = (): string[] =>
  missingPrograms('/usr/bin/firefox-esr', '/usr/bin/python3', '/usr/lib/python3/dist-packages/gi');

/** Firefox on a screen and a bus of its own: driven by WebDriver BiDi, read by AT-SPI, as Orca reads it. */
export class FirefoxReader implements Reader {
  private constructor(
    private readonly desktop: Desktop,
    private readonly bidi: Bidi,
    private readonly context: string,
  ) {}

  static async start(): Promise<FirefoxReader> {
    return FirefoxReader.startOn(await Desktop.start());
  }

  static async startOn(desktop: Desktop): Promise<FirefoxReader> {
    // Firefox begins with a page, because otherwise the focus would be in the address bar and stay there.
    const args = ['--no-remote', '--profile', desktop.home, '--remote-debugging-port=0', 'data:text/html,'];
    const address = await desktop.run('firefox-esr', args, /WebDriver BiDi listening on (\S+)/);
    const bidi = await Bidi.connect(`${address}/session`);
    await bidi.send('session.new', { capabilities: {} });
    await bidi.send('session.subscribe', { events: ['browsingContext.load'] });
    const { contexts } = await bidi.send<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
    return new FirefoxReader(desktop, bidi, contexts[0]?.context ?? '');
  }

  async open(url: string): Promise<void> {
    await this.bidi.send('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  async send(fields: Readonly<Record<string, string>>): Promise<void> {
    const loaded = this.bidi.nextEvent('browsingContext.load');
    await this.evaluate(`{
      const form = document.querySelector('main form');
      for (const [name, value] of Object.entries(${JSON.stringify(fields)})) form.elements[name].value = value;
      form.querySelector('button[type=submit]').click();
    }`);
    await loaded;
  }

  async setCookie(name: string, value: string): Promise<void> {
    const cookie = { name, value: { type: 'string', value }, domain: 'localhost', httpOnly: true, sameSite: 'lax' };
    await this.bidi.send('storage.setCookie', { cookie });
  }

  async heard(): Promise<Heard> {
    const title = await this.evaluate('document.title');
    const script = new URL('firefox-tree.py', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, title], { env: this.desktop.environment });
    return JSON.parse(stdout);
  }

  async close(): Promise<void> {
    this.bidi.close();
    await this.desktop.stop();
  }

  private async evaluate(expression: string): Promise<string> {
    const { result } = await this.bidi.send<{ result: { value?: string } }>('script.evaluate', {
      expression,
      target: { context: this.context },
      awaitPromise: false,
    });
    return result.value ?? '';
  }
}
