import { readFileSync } from 'node:fs';
import { TOTP, URI } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../second-factor/authenticator.js';
import { Product } from '../support/product.js';
import { type Person, register, someone } from '../support/visitor.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser, SIZES } from './browser.js';
import { IS_QR_READER_LEFT_OUT, readQrCode } from './qr-reader.js';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

type Options = Parameters<Browser['newContext']>[0];

/** A browser of somebody new, at the page of the set-up. */
async function atSetUp(options: Options): Promise<{ context: BrowserContext; page: Page; person: Person }> {
  const person = someone();
  await register(product.visitor(), person);
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  await context.request.post(`${product.url}/login`, { form: { identifier: person.username, password: person.password } });
  const page = await context.newPage();
  await page.goto(`${product.url}/settings/second-factor/totp`);
  return { context, page, person };
}

const secretOn = async (page: Page): Promise<string> => (await page.locator('#totp-secret').innerText()).replaceAll(/\s/g, '');

/** Enters a right code, and comes to the recovery codes. */
async function setUp(page: Page): Promise<string[]> {
  await page.getByLabel('Code').fill(codeOf(await secretOn(page)));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
  return page.locator('.recovery-codes code').allInnerTexts();
}

const SCREENS = Object.entries(SIZES).flatMap(([size, viewport]) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ size, viewport, colorScheme })),
);

describe.skipIf(IS_QR_READER_LEFT_OUT).each(SCREENS)('on a $size in $colorScheme', ({ viewport, colorScheme }) => {
  it('a camera reads from the screen what the app needs', async () => {
    const { context, page, person } = await atSetUp({ viewport, colorScheme });
    const read = readQrCode(await page.screenshot({ fullPage: true }));
    expect(read).toBe(await page.getByRole('link', { name: 'open it in an app' }).getAttribute('href'));
    const app = URI.parse(read);
    expect(app).toBeInstanceOf(TOTP);
    expect(app).toMatchObject({ issuer: 'Gatehouse', label: person.username });
    expect(app.secret.base32).toBe(await secretOn(page));
    await context.close();
  });

  it('the recovery codes are accessible', async () => {
    // Only for axe the policy is put aside.
    const { context, page } = await atSetUp({ viewport, colorScheme, bypassCSP: true });
    expect(await setUp(page)).toHaveLength(10);
    await letAxeIn(page);
    expect(await violations(page)).toEqual([]);
    await page.goto(`${product.url}/settings/second-factor`);
    await letAxeIn(page);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});

describe('the recovery codes', () => {
  it.each([true, false])('are saved as a file under the policy of the page (scripts: %s)', async (javaScriptEnabled) => {
    const { context, page, person } = await atSetUp({ javaScriptEnabled });
    const codes = await setUp(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
    expect(download.suggestedFilename()).toBe('recovery-codes.txt');
    const lines = readFileSync(await download.path(), 'utf8').split('\r\n');
    expect(lines[0]).toContain(person.username);
    expect(lines.slice(2, -1)).toEqual(codes);
    await context.close();
  });

  it('are copied by a button, and printed without the way round the site', async () => {
    const { context, page } = await atSetUp({ permissions: ['clipboard-read', 'clipboard-write'] });
    const codes = await setUp(page);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${codes.join('\n')}\n`);
    await page.evaluate(() => Object.assign(globalThis, { print: () => document.body.setAttribute('data-printed', 'yes') }));
    await page.getByRole('button', { name: 'Print' }).click();
    await page.locator('[data-printed=yes]').waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.site-header').isVisible()).toBe(false);
    expect(await page.getByRole('link', { name: 'Download' }).isVisible()).toBe(false);
    expect(await page.locator('.recovery-codes code').first().isVisible()).toBe(true);
    await context.close();
  });

  it('are shown again by a reload, which sends the form once more, and are not in the history', async () => {
    const { context, page } = await atSetUp({});
    const codes = await setUp(page);
    await page.reload();
    expect(await page.locator('.recovery-codes code').allInnerTexts()).toEqual(codes);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByText('Left: 10 of 10.').waitFor();
    await context.close();
  });

  it('come once for a double click', async () => {
    const { context, page } = await atSetUp({});
    await page.getByLabel('Code').fill(codeOf(await secretOn(page)));
    await page.getByRole('button', { name: 'Turn on' }).dblclick();
    await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
    expect(await page.locator('.recovery-codes code').count()).toBe(10);
    await context.close();
  });
});
