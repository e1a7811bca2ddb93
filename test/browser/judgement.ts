/** What every page is judged by: axe, its width, the keyboard, and names for everything that a screen reader stops at. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { letAxeIn, violations } from './accessibility.js';
import { focusTrouble } from './focus.js';

/** The widths of a telephone and of a window, in pixels. */
const WIDTHS = [390, 1000];

/** Every look in which a page is judged. */
export const LOOKS = WIDTHS.flatMap((width) =>
  [
    { look: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
    { look: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
    { look: 'forced', media: { colorScheme: 'dark', forcedColors: 'active' } },
  ].map((one) => ({ width, ...one }) as { width: number; look: string; media: Parameters<Page['emulateMedia']>[0] }),
);

/**
 * What the Tab key stops at in the part of the page that is its own, and how many stops its head has at most. Of radio
 * buttons it stops at the chosen one.
 */
const STOPS = 'main :is(a[href], button, input:not([type=hidden], [type=radio]:not(:checked)), select, textarea)';
const HEAD_AT_MOST = 8;
const NAMED = ['button', 'link', 'textbox', 'checkbox', 'image', 'img', 'heading'];

/** Fails where axe finds a fault, or the page is wider than its window. The page's policy must be put aside. */
export async function expectLegible(page: Page, name: string): Promise<void> {
  await letAxeIn(page);
  for (const { width, look, media } of LOOKS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia(media);
    await photograph(page, `${name}-${width}-${look}`);
    expect(await violations(page), `${width}, ${look}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), look).toBeLessThanOrEqual(width);
  }
}

/** Fails where the Tab key does not come to everything in the order of the page, or does not show where one is. */
export async function expectKeyboard(page: Page): Promise<void> {
  const stops = await page.locator(STOPS).evaluateAll((all) => {
    const seen = all.filter((one) => one.checkVisibility());
    for (const [place, one] of seen.entries()) one.setAttribute('data-stop', String(place));
    return seen.map((_one, place) => String(place));
  });
  const walked: (string | null)[] = [];
  // The walk begins at the top, wherever the page has put the focus.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.locator('.skip-link').focus();
  for (let press = 0; press <= stops.length + HEAD_AT_MOST && walked.length < stops.length; press += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(focusTrouble)).toBeNull();
    const stop = await page.locator(':focus').getAttribute('data-stop');
    if (stop !== null) walked.push(stop);
  }
  expect(walked).toEqual(stops);
}

/** Fails where something that a screen reader stops at has no name, or the name of another. */
export async function expectNames(page: Page): Promise<void> {
  const tree = await page.context().newCDPSession(page);
  const { nodes } = await tree.send('Accessibility.getFullAXTree');
  const named = nodes.filter(({ ignored, role }) => !ignored && NAMED.includes(String(role?.value)));
  const names = named.map(({ role, name }) => `${role?.value}: ${name?.value}`);
  expect(names.filter((name) => name.endsWith(': '))).toEqual([]);
  // Two links of one name may lead to one page, as the way back and the navigation do.
  const done = names.filter((name) => !name.startsWith('link: '));
  expect([...new Set(done)]).toEqual(done);
}

async function photograph(page: Page, name: string): Promise<void> {
  const directory = process.env['SCREENSHOTS'];
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  // A palette makes it small enough for docs/images.
  const picture = sharp(await page.screenshot({ fullPage: true })).png({ palette: true, colours: 32 });
  writeFileSync(join(directory, `${name}.png`), await picture.toBuffer());
}
