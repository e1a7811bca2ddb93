import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { openBrowser } from './browser.js';
import { type Engine, fillWith, LOOK, middleOf, type Profile, type Seen, type Tab } from './engine.js';

/** Chromium, by its DevTools protocol. */
export class ChromiumEngine implements Engine {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<ChromiumEngine> {
    // Playwright switches off that pages are kept as they stand for the way Back, which people's browsers do.
    return new ChromiumEngine(await openBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] }));
  }

  async profile(): Promise<Profile> {
    return new ChromiumProfile(await this.browser.newContext());
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

class ChromiumProfile implements Profile {
  constructor(private readonly context: BrowserContext) {}

  tab(): Promise<Tab> {
    return tabOf(this.context);
  }

  forget(name: string): Promise<void> {
    return this.context.clearCookies({ name });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** A new tab of this profile. */
export async function tabOf(context: BrowserContext): Promise<Tab> {
  const page = await context.newPage();
  return new ChromiumTab(page, await context.newCDPSession(page));
}

/** This sends plain commands of the protocol where a page may be on its way: Playwright's own wait for it, as scripts do. */
class ChromiumTab implements Tab {
  private place = { x: 0, y: 0 };

  constructor(
    private readonly page: Page,
    private readonly devTools: CDPSession,
  ) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async fill(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.evaluate(fillWith(fields));
  }

  async press(selector: string, times = 1): Promise<void> {
    this.place = JSON.parse(await this.evaluate(middleOf(selector)));
    await this.pressAgain(times);
  }

  async pressAgain(times = 1): Promise<void> {
    for (let clickCount = 1; clickCount <= times; clickCount += 1) {
      const click = { ...this.place, button: 'left', clickCount } as const;
      await this.devTools.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...click });
      await this.devTools.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...click });
    }
  }

  async reload(): Promise<void> {
    await this.devTools.send('Page.reload');
  }

  async back(): Promise<void> {
    const { currentIndex, entries } = await this.devTools.send('Page.getNavigationHistory');
    await this.devTools.send('Page.navigateToHistoryEntry', { entryId: entries[currentIndex - 1]?.id ?? 0 });
  }

  async seen(): Promise<Seen | null> {
    // A page that gives way to another one has nothing to say.
    return JSON.parse(await this.evaluate(LOOK).catch(() => 'null'));
  }

  private async evaluate(expression: string): Promise<string> {
    const { result } = await this.devTools.send('Runtime.evaluate', { expression });
    return String(result.value ?? 'null');
  }
}
