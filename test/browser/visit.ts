import { expect } from 'vitest';
import { type Deed, SUBMIT } from './deeds.js';
import type { Seen, Tab } from './engine.js';

/** A tab at one product: where it is, and how it comes to be signed in. */
export class Visit {
  constructor(
    readonly tab: Tab,
    private readonly origin: string,
  ) {}

  open(path: string): Promise<void> {
    return this.tab.open(this.origin + path);
  }

  /** The page at this path, as soon as the tab shows it, and it is the one that is meant. */
  async at(path: string | RegExp, isMeant: (seen: Seen) => boolean = () => true): Promise<Seen> {
    const pages: Seen[] = [];
    const look = async () => {
      const seen = await this.tab.seen();
      if (seen !== null) pages.push(seen);
      return seen !== null && isMeant(seen) ? seen.path : 'a page on its way';
    };
    const is = expect.poll(look, { timeout: 10_000 });
    await (typeof path === 'string' ? is.toBe(path) : is.toMatch(path));
    const page = pages.at(-1);
    if (page === undefined) throw new Error('no page');
    return page;
  }

  async logIn(identifier: string, password: string): Promise<void> {
    await this.tab.fill({ identifier, password, remember: 'on' });
    await this.tab.press(SUBMIT);
  }

  /** The page that the deed leads to; the same page with the form on it is not yet that one. */
  arrive({ to, formGone }: Deed): Promise<Seen> {
    return this.at(to, ({ forms }) => formGone === undefined || !forms.includes(formGone));
  }
}
