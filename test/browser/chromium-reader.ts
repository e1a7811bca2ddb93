import type { Browser, BrowserContext, CDPSession, LaunchOptions, Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import type { Desktop } from './desktop.js';
import { fillAndSend } from './scenes.js';
import type { Heard, Reader } from './spoken.js';

type Node = Awaited<ReturnType<typeof nodesOf>>[number];

const nodesOf = async (tree: CDPSession) =>
  (await tree.send('Accessibility.getFullAXTree')).nodes.filter(({ ignored }) => !ignored);

/** Chromium, by its DevTools protocol. */
export class ChromiumReader implements Reader {
  private constructor(
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly page: Page,
    private readonly tree: CDPSession,
  ) {}

  static start(): Promise<ChromiumReader> {
    return ChromiumReader.launch();
  }

  /** Starts it with a window, and with its tree on the bus of the desktop. */
  static startOn({ environment }: Desktop): Promise<ChromiumReader> {
    const env = Object.fromEntries(
      Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    return ChromiumReader.launch({ headless: false, env, args: ['--force-renderer-accessibility'] });
  }

  private static async launch(options?: LaunchOptions): Promise<ChromiumReader> {
    const browser = await openBrowser(options);
    const context = await browser.newContext();
    const page = await context.newPage();
    return new ChromiumReader(browser, context, page, await context.newCDPSession(page));
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  send(fields: Readonly<Record<string, string>>): Promise<void> {
    return fillAndSend(this.page, fields);
  }

  async setCookie(name: string, value: string): Promise<void> {
    await this.context.addCookies([{ name, value, url: new URL(this.page.url()).origin }]);
  }

  async heard(): Promise<Heard> {
    // The browser gives the focus to the field that asks for it some frames after the load.
    await this.page.waitForFunction(
      "document.querySelector('[autofocus]') === null || document.activeElement.matches('[autofocus]')",
    );
    const nodes = await nodesOf(this.tree);
    const ofRole = (...roles: string[]) => nodes.filter(({ role }) => roles.includes(String(role?.value)));
    const fields = ofRole('textbox');
    const focused = nodes.find((node) => node.parentId !== undefined && stateOf(node, 'focused') === true);
    return {
      title: ofRole('RootWebArea').map(nameOf).join(),
      headings: ofRole('heading').map(nameOf),
      focus: focused === undefined ? null : named(focused),
      invalid: fields.filter((field) => ![undefined, 'false'].includes(stateOf(field, 'invalid'))).map(nameOf),
      required: fields.filter((field) => stateOf(field, 'required') === true).map(nameOf),
      boxes: ofRole('checkbox')
        .filter((box) => nameOf(box) === 'Dismiss')
        .map(named),
    };
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

const nameOf = ({ name }: Node): string => String(name?.value ?? '');
const named = (node: Node) => ({ name: nameOf(node), description: String(node.description?.value ?? '') });
const stateOf = ({ properties = [] }: Node, state: string) => properties.find(({ name }) => name === state)?.value.value;
