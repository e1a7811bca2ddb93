import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';
import { type AccountScene, SITES } from './account-acts.js';
import { ACCOUNT_SCENES } from './account-scenes.js';
import { openBrowser } from './browser.js';
import { expectKeyboard, expectLegible, expectNames } from './judgement.js';
import { MAILED_SCENES } from './mailed-scenes.js';

/** Many come from one address here. */
const NO_LIMITS = { THROTTLE_MAIL_ADDRESS: 'off', THROTTLE_MAIL: 'off', THROTTLE_REGISTER: 'off' };

const products = new Map<string, Product>();
let browser: Browser;
let headers: Record<string, string>;

beforeAll(async () => {
  browser = await openBrowser();
  for (const [name, env] of Object.entries(SITES)) products.set(name, await Product.start({ ...NO_LIMITS, ...env }));
  const blank = await browser.newPage();
  headers = { 'user-agent': await blank.evaluate<string>('navigator.userAgent') };
  await blank.close();
});

afterAll(async () => {
  await browser.close();
  for (const product of products.values()) await product.remove();
});

function siteOf({ site = 'open' }: Pick<AccountScene, 'site'>): Product {
  const product = products.get(site);
  if (product === undefined) throw new Error(`no product ${site}`);
  return product;
}

/** A browser of whoever comes, at the page of the scene. Only for axe the policy is put aside. */
async function at(scene: AccountScene, run: (page: Page) => Promise<void>, javaScriptEnabled = true): Promise<void> {
  const product = siteOf(scene);
  const { visitor, path } = await scene.comes(product, headers);
  const context = await browser.newContext({
    storageState: visitor.storageState(),
    baseURL: product.url,
    bypassCSP: true,
    reducedMotion: 'reduce',
    javaScriptEnabled,
  });
  const page = await context.newPage();
  await page.goto(path);
  await scene.act?.(page);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(scene.heading);
  expect(await page.locator('body').innerText()).toContain(scene.shows);
  await run(page);
  await context.close();
}

describe.each([...MAILED_SCENES, ...ACCOUNT_SCENES])('$name', (scene) => {
  it('is accessible and fits, on a phone and a desktop, light, dark and in forced colours', () =>
    at(scene, (page) => expectLegible(page, scene.name)));

  it('is reached by the keyboard alone, in the order in which it is read, with a name for every stop', () =>
    at(scene, async (page) => {
      await expectNames(page);
      await expectKeyboard(page);
    }));

  it('comes without script too', () => at(scene, () => Promise.resolve(), false));
});

it.each([true, false])('the copy of what is kept is a file, from its link (script: %s)', async (javaScriptEnabled) => {
  const product = siteOf({});
  const visitor = product.visitor(headers);
  const { email } = await signIn(visitor);
  const context = await browser.newContext({ storageState: visitor.storageState(), baseURL: product.url, javaScriptEnabled });
  const page = await context.newPage();
  await page.goto('/settings');
  const link = page.getByRole('link', { name: 'Download a copy of your data' });
  await link.focus();
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('account.json');
  const copy = JSON.parse(readFileSync(await download.path(), 'utf8')) as { account: { email: string } };
  expect(copy.account.email).toBe(email);
  await context.close();
});
