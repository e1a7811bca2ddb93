import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { openBrowser } from './browser.js';
import { FACTOR_SCENES, type FactorScene } from './factor-scenes.js';
import { expectKeyboard, expectLegible, expectNames, LOOKS } from './judgement.js';
import { IS_QR_READER_LEFT_OUT, readQrCode } from './qr-reader.js';

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
    at(scene, (page) => expectLegible(page, scene.name)));

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
    at(scene, expectKeyboard));

  it('has a name of its own for everything that a screen reader stops at', () => at(scene, expectNames));
});
