import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguagesModule } from '../examples/languages/languages.module.js';
import { LookModule } from '../examples/look/look.module.js';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser, SIZES } from './browser.js';
import { enter, GUEST_SCENES, MEMBER_SCENES } from './scenes.js';

const PERSON = { ...someone(), username: 'Rita.Nightingale_20', email: 'rita.nightingale@example.org' };
const SCHEMES = ['light', 'dark'] as const;
const VIEWS = Object.entries(SIZES).flatMap(([size, viewport]) => SCHEMES.map((scheme) => ({ size, viewport, scheme })));
const LOCALES = ['ar', 'de'];
const VISITORS = [
  { who: 'a guest', signedIn: false, scenes: GUEST_SCENES },
  { who: 'a member', signedIn: true, scenes: MEMBER_SCENES },
];

let product: Product;
let browser: Browser;

beforeAll(async () => {
  const modules = [LanguagesModule, LookModule];
  [product, browser] = await Promise.all([Product.start({ THROTTLE_ACCOUNT: '3/15m' }, modules), openBrowser()]);
  await register(product.visitor(), PERSON);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

async function newPage(options: Parameters<Browser['newContext']>[0], signedIn: boolean): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext(options);
  const form = { identifier: PERSON.username, password: PERSON.password };
  if (signedIn) await context.request.post(`${product.url}/login`, { form });
  return [context, await context.newPage()];
}

describe.each(LOCALES)('with a look of its own in %s', (locale) => {
  describe.each(VISITORS)('for $who', ({ signedIn, scenes }) => {
    let context: BrowserContext;
    let page: Page;

    beforeAll(async () => {
      // Only for axe the policy is put aside.
      [context, page] = await newPage({ locale, bypassCSP: true, reducedMotion: 'reduce' }, signedIn);
    });

    afterAll(() => context.close());

    it.each(scenes)('$name is accessible and fits, on a phone and a desktop, light and dark', async (scene) => {
      await enter(page, product.url, scene);
      await letAxeIn(page);
      for (const { size, viewport, scheme } of VIEWS) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: scheme });
        await photograph(page, `${locale}-${scene.name}-${size}-${scheme}`);
        expect(await violations(page), `${size}, ${scheme}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), size).toBeLessThanOrEqual(viewport.width);
      }
    });
  });
});

it('what is typed on a page from right to left runs as it would anywhere', async () => {
  const [context, page] = await newPage({ locale: 'ar' }, false);
  await page.goto(`${product.url}/register`);
  const ways = await page
    .locator('.form-control')
    .evaluateAll((fields) => fields.map((field) => getComputedStyle(field).unicodeBidi));
  await context.close();
  expect([...new Set(ways)]).toEqual(['plaintext']);
});

it('the button of a file follows the page there, or it would lie over the name beside it', async () => {
  const [context, page] = await newPage({ locale: 'ar' }, true);
  await page.goto(`${product.url}/settings/picture`);
  const way = await page.locator('[type=file]').evaluate((field) => getComputedStyle(field).unicodeBidi);
  await context.close();
  expect(way).not.toBe('plaintext');
});

describe('under its Content-Security-Policy', () => {
  it('a page has its font, its script, and what it asks the server for; nothing is blocked', async () => {
    const [context, page] = await newPage({ locale: 'en' }, false);
    const blocked: string[] = [];
    page.on('console', (message) => blocked.push(message.text()));
    await page.goto(`${product.url}/live`);
    const shown = page.locator('[data-now]');
    const first = await shown.textContent();
    await expect.poll(() => shown.textContent()).not.toBe(first);
    expect(
      await page.evaluate(() => [document.documentElement.dataset['acme'], document.fonts.check('20px "Acme Marks"', 'ACME')]),
    ).toEqual(['here', true]);
    expect(blocked).toEqual([]);
    await context.close();
  });

  it('another page may not ask the server', async () => {
    const [context, page] = await newPage({ locale: 'en' }, false);
    await page.goto(`${product.url}/register`);
    const asked = page.evaluate(() => fetch('/live/now').then(({ status }) => String(status), String));
    expect(await asked).toContain('TypeError');
    await context.close();
  });
});

async function photograph(page: Page, name: string): Promise<void> {
  const directory = process.env['SCREENSHOTS'];
  if (directory) await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
}
