import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVERY_MAIL, everyMail, type NamedMail } from '../mail/every-mail.js';
import { Product } from '../support/product.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser } from './browser.js';

/** The widths of a telephone and of a window, in pixels. */
const WIDTHS = [390, 1000];
const LOOKS = WIDTHS.flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

let browser: Browser;
let mails: NamedMail[];

beforeAll(async () => {
  const product = await Product.start(EVERY_MAIL);
  [browser, mails] = await Promise.all([openBrowser(), everyMail(product)]);
  await product.remove();
}, 120_000);

afterAll(() => browser.close());

it('every mail is legible and fits, narrow and wide, light and dark', { timeout: 120_000 }, async () => {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  for (const { name, html, subject } of mails) {
    const pictures: Buffer[] = [];
    for (const { width, scheme } of LOOKS) {
      await page.setViewportSize({ width, height: 300 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.setContent(html);
      await letAxeIn(page);
      // A mail has no landmarks and no heading: its subject stands above it.
      expect(await violations(page, NOT_OF_MAILS), `${name}, ${width}, ${scheme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(width);
      pictures.push(await page.screenshot({ fullPage: true }));
    }
    await keepSheet(page, name, subject, pictures);
  }
  await page.close();
});

const NOT_OF_MAILS = {
  region: { enabled: false },
  'landmark-one-main': { enabled: false },
  'page-has-heading-one': { enabled: false },
};

/** Puts the pictures of one mail on one sheet, a row for each width. */
async function keepSheet(page: Page, name: string, subject: string, pictures: readonly Buffer[]): Promise<void> {
  const directory = process.env['SCREENSHOTS'];
  if (!directory) return;
  const image = (picture: Buffer, { width }: (typeof LOOKS)[number]) =>
    `<img width="${width === 390 ? 273 : 360}" src="data:image/png;base64,${picture.toString('base64')}">`;
  const images = LOOKS.map((look, place) => image(pictures[place] ?? Buffer.of(), look));
  const style = 'margin:8px;display:flex;flex-wrap:wrap;gap:8px;align-items:start;background:#888;font:14px sans-serif';
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 740, height: 100 });
  await page.setContent(`<body style="${style}"><div style="width:100%">${subject}</div>${images.join('')}`);
  mkdirSync(directory, { recursive: true });
  const sheet = sharp(await page.screenshot({ fullPage: true })).png({ palette: true, colours: 16 });
  writeFileSync(join(directory, `${name}.png`), await sheet.toBuffer());
}
