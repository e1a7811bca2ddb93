import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser, SIZES } from './browser.js';
import { enter, MEMBER_SCENES, type Scene } from './scenes.js';

const PERSON = { ...someone(), username: 'Rita.Nightingale_20', email: 'rita.nightingale@example.org' };

const SCENES: readonly Scene[] = [
  ...MEMBER_SCENES,
  { name: 'edit-profile', path: '/settings/profile' },
  { name: 'edit-profile-errors', path: '/settings/profile', sends: { displayName: 'x'.repeat(61) } },
];

/** A device in the other colours: what it prefers must show nowhere. */
const THEMES = [
  { theme: 'light', device: 'dark', background: 'rgb(248, 249, 250)', rule: 'color-contrast' },
  { theme: 'dark', device: 'light', background: 'rgb(33, 37, 41)', rule: 'color-contrast' },
  { theme: 'contrast', device: 'light', background: 'rgb(0, 0, 0)', rule: 'color-contrast-enhanced' },
  { theme: 'sepia', device: 'dark', background: 'rgb(244, 236, 216)', rule: 'color-contrast' },
] as const;

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start({ THROTTLE_ACCOUNT: '50/15m' }), openBrowser()]);
  await register(product.visitor(), PERSON);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

describe.each(THEMES)('the theme $theme on a device in $device', ({ theme, device, background, rule }) => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    // Only for axe the policy is put aside.
    context = await browser.newContext({ colorScheme: device, bypassCSP: true, reducedMotion: 'reduce' });
    const form = { identifier: PERSON.username, password: PERSON.password };
    await context.request.post(`${product.url}/login`, { form });
    await context.request.post(`${product.url}/settings/profile`, { form: { displayName: 'Rita', theme } });
    page = await context.newPage();
  });

  afterAll(() => context.close());

  it.each(SCENES)('$name is legible, and in its colours', async (scene) => {
    await enter(page, product.url, scene);
    await letAxeIn(page);
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      const directory = process.env['SCREENSHOTS'];
      if (directory) await page.screenshot({ path: join(directory, `${theme}-${scene.name}-${size}.png`), fullPage: true });
      expect(await violations(page, { [rule]: { enabled: true } }), size).toEqual([]);
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(background);
    }
  });
});
