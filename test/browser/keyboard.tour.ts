import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { openBrowser } from './browser.js';
import { field } from './forms.js';
import { KeyboardHand } from './hands.js';
import { leave } from './walk.js';

const hand = new KeyboardHand();
let product: Product;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), openBrowser()]);
  page = await browser.newPage();
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

it('skips the navigation', async () => {
  await page.goto(product.url);
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.locator('main :focus').innerText()).toBe('Log in');
});

it('sends a form with Enter, and stands at what is to be typed again', async () => {
  await page.goto(`${product.url}/login`);
  await hand.fill(field(page, 'Username or email'), 'nobody.here');
  await hand.fill(field(page, 'Password'), 'not the password');
  await leave(page, () => page.keyboard.press('Enter'));
  await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('password');

  await page.goto(`${product.url}/register`);
  await hand.fill(field(page, 'Username'), 'somebody.else');
  await leave(page, () => page.keyboard.press('Enter'));
  await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('email');
});
