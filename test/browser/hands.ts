import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { focusTrouble } from './focus.js';

/** A way of using a page. */
export interface Hand {
  fill(field: Locator, text: string): Promise<void>;
  press(target: Locator): Promise<void>;
}

export class MouseHand implements Hand {
  async fill(field: Locator, text: string): Promise<void> {
    await field.click({ clickCount: 3 });
    await field.page().keyboard.type(text);
  }

  async press(target: Locator): Promise<void> {
    await target.click();
  }
}

/** More stops than any page has: a list of accounts has fifty. */
const STOPS = 90;

/** Tab, Enter, Space and what is typed; no other key and no pointer. Where the focus is must always be seen. */
export class KeyboardHand implements Hand {
  async fill(field: Locator, text: string): Promise<void> {
    // A field that the page focused is typed into at once, unless it holds a text: Tab selects what is there.
    if (!(await isFocused(field)) || (await field.inputValue()) !== '') await this.tabTo(field);
    await field.page().keyboard.type(text);
  }

  async press(target: Locator): Promise<void> {
    if (!(await isFocused(target))) await this.tabTo(target);
    const isLink = (await target.evaluate((element) => element.tagName)) === 'A';
    await target.page().keyboard.press(isLink ? 'Enter' : 'Space');
  }

  async tabTo(target: Locator): Promise<void> {
    const page = target.page();
    for (let stop = 0; stop < STOPS; stop += 1) {
      await this.tab(page);
      if (await isFocused(target)) return;
    }
    throw new Error(`${String(target)} cannot be reached with Tab`);
  }

  private async tab(page: Page): Promise<void> {
    await page.keyboard.press('Tab');
    // A page that scrolls to the next stop may do so smoothly.
    await expect.poll(() => page.evaluate(focusTrouble)).toBeNull();
  }
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}
