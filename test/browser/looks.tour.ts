import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser, SIZES } from './browser.js';
import { enter, GUEST_SCENES, MEMBER_SCENES } from './scenes.js';

// This name is as long as a name may be: where there is too little room, it is for this one.
const PERSON = { ...someone(), username: 'Rita.Nightingale_20', email: 'rita@example.org' };
const SCHEMES = ['light', 'dark'] as const;
const LOOKS = Object.entries(SIZES).flatMap(([size, viewport]) => SCHEMES.map((scheme) => ({ size, viewport, scheme })));
const VISITORS = [
  { who: 'a guest', signedIn: false, scenes: GUEST_SCENES },
  { who: 'a member', signedIn: true, scenes: MEMBER_SCENES },
];

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start({ THROTTLE_ACCOUNT: '3/15m' }), openBrowser()]);
  await register(product.visitor(), PERSON);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

describe.each(VISITORS)('for $who', ({ signedIn, scenes }) => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    // The pages allow no script at all: only here, and only for axe, the policy is put aside. Colours that are
    // still on their way to others would be measured as they are.
    context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
    const form = { identifier: PERSON.username, password: PERSON.password };
    if (signedIn) await context.request.post(`${product.url}/login`, { form });
    page = await context.newPage();
  });

  afterAll(() => context.close());

  it.each(scenes)('$name is accessible and fits, on a phone and a desktop, light and dark', async (scene) => {
    await enter(page, product.url, scene);
    await letAxeIn(page);
    for (const { size, viewport, scheme } of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: scheme });
      await photograph(page, `${scene.name}-${size}-${scheme}`);
      expect(await violations(page), `${size}, ${scheme}`).toEqual([]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, size).toBeLessThanOrEqual(viewport.width);
    }
  });
});

async function photograph(page: Page, name: string): Promise<void> {
  const directory = process.env['SCREENSHOTS'];
  if (directory) await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
}
