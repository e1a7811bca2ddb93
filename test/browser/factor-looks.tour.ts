import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser } from './browser.js';
import { FACTOR_SCENES, type FactorScene } from './factor-scenes.js';
import { focusTrouble } from './focus.js';
import { IS_QR_READER_LEFT_OUT, readQrCode } from './qr-reader.js';

/** The widths of a telephone and of a window, in pixels. */
const WIDTHS = [390, 1000];
const LOOKS = WIDTHS.flatMap((width) =>
  [
    { look: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
    { look: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
    { look: 'forced', media: { colorScheme: 'dark', forcedColors: 'active' } },
  ].map((one) => ({ width, ...one }) as { width: number; look: string; media: Parameters<Page['emulateMedia']>[0] }),
);

/** What the Tab key stops at in the part of the page that is its own, and how many stops its head has at most. */
const STOPS = 'main :is(a[href], button, input:not([type=hidden]), select, textarea)';
const HEAD_AT_MOST = 8;
const NAMED = ['button', 'link', 'textbox', 'checkbox', 'image', 'img', 'heading'];

let product: Product;
let browser: Browser;
let headers: Record<string, string>;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start({ REQUIRE_SECOND_FACTOR: 'everybody' }), openBrowser()]);
  const blank = await browser.newPage();
  headers = { 'user-agent': await blank.evaluate<string>('navigator.userAgent') };
  await blank.close();
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

/** A browser of whoever comes, at the page of the scene. Only for axe the policy is put aside. */
async function at(scene: FactorScene, run: (page: Page) => Promise<void>): Promise<void> {
  const visitor = await scene.comes(product, headers);
  const context = await browser.newContext({
    storageState: visitor.storageState(),
    baseURL: product.url,
    bypassCSP: true,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(scene.path);
  await scene.act?.(page);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(scene.heading);
  await run(page);
  await context.close();
}

describe.each(FACTOR_SCENES)('$name', (scene) => {
  it('is accessible and fits, on a phone and a desktop, light, dark and in forced colours', () =>
    at(scene, async (page) => {
      await letAxeIn(page);
      for (const { width, look, media } of LOOKS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia(media);
        await photograph(page, `${scene.name}-${width}-${look}`);
        expect(await violations(page), `${width}, ${look}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), look).toBeLessThanOrEqual(width);
      }
    }));

  it.skipIf(IS_QR_READER_LEFT_OUT || scene.hasQrCode !== true)('has a QR code that a camera reads in every look', () =>
    at(scene, async (page) => {
      const address = await page.getByRole('link', { name: 'open it in an app' }).getAttribute('href');
      for (const { width, look, media } of LOOKS) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia(media);
        expect(readQrCode(await page.screenshot({ fullPage: true })), `${width}, ${look}`).toBe(address);
      }
    }),
  );

  it('is reached by the keyboard alone, in the order in which it is read, and shows where one is', () =>
    at(scene, async (page) => {
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
      expect(stops).not.toEqual([]);
      expect(walked).toEqual(stops);
    }));

  it('has a name of its own for everything that a screen reader stops at', () =>
    at(scene, async (page) => {
      const tree = await page.context().newCDPSession(page);
      const { nodes } = await tree.send('Accessibility.getFullAXTree');
      const named = nodes.filter(({ ignored, role }) => !ignored && NAMED.includes(String(role?.value)));
      const names = named.map(({ role, name }) => `${role?.value}: ${name?.value}`);
      expect(names.filter((name) => name.endsWith(': '))).toEqual([]);
      // Two links of one name may lead to one page, as the way back and the navigation do.
      const done = names.filter((name) => !name.startsWith('link: '));
      expect([...new Set(done)]).toEqual(done);
    }));
});

async function photograph(page: Page, name: string): Promise<void> {
  const directory = process.env['SCREENSHOTS'];
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  // A palette makes it small enough for docs/images.
  const picture = sharp(await page.screenshot({ fullPage: true })).png({ palette: true, colours: 32 });
  writeFileSync(join(directory, `${name}.png`), await picture.toBuffer());
}
