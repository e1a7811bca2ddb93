import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';
import { openBrowser } from './browser.js';
import { field, sendLogin } from './forms.js';
import { KeyboardHand } from './hands.js';

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

it('shows what is typed into every password field, and hides it again before it is sent', async () => {
  await page.goto(`${product.url}/register`);
  const fields = [field(page, 'Password'), field(page, 'Confirm password')];
  const types = () => Promise.all(fields.map((one) => one.getAttribute('type')));
  expect(await types()).toEqual(['password', 'password']);
  await hand.press(page.getByRole('checkbox', { name: 'Show what I type' }));
  expect(await types()).toEqual(['text', 'text']);
  const sent = page.evaluate(
    () =>
      new Promise((resolve) => addEventListener('submit', ({ target }) => resolve((target as HTMLFormElement)['password'].type))),
  );
  await page.getByRole('button', { name: 'Register' }).click();
  expect(await sent).toBe('password');
});

it('stands behind the password: nothing that takes the focus is between the name and it', async () => {
  const person = someone();
  await register(product.visitor(), person);
  await page.goto(`${product.url}/login`);
  await expect.poll(() => page.locator(':focus').getAttribute('name')).toBe('identifier');
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').getAttribute('name')).toBe('password');
  await sendLogin(page, hand, person, person.password);
  expect(page.url()).toBe(`${product.url}/dashboard`);
});
