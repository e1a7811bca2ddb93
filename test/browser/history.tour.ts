import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { logIn, type Person, register, someone } from '../support/visitor.js';
import { openBrowser } from './browser.js';
import { follow, sendLogin } from './forms.js';
import { MouseHand } from './hands.js';

const hand = new MouseHand();

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let person: Person;

beforeAll(async () => {
  // Playwright switches off that pages are kept as they stand for the way Back, which people's browsers do.
  const ignoreDefaultArgs = ['--disable-back-forward-cache'];
  [product, browser] = await Promise.all([Product.start(), openBrowser({ ignoreDefaultArgs })]);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  person = someone();
  await register(product.visitor(), person);
});

afterEach(() => context.close());

it('goes Back to the form after one mistyped password, and is asked nothing', async () => {
  await page.goto(`${product.url}/login`);
  await sendLogin(page, hand, person, 'mistyped');
  await sendLogin(page, hand, person, person.password);
  expect(page.url()).toBe(`${product.url}/dashboard`);
  // Who is signed in is sent on from the form to the page that comes after it.
  await page.goBack();
  expect(page.url()).toBe(`${product.url}/dashboard`);
});

it('does not show a signed-in page on the way Back once the session has been ended elsewhere', async () => {
  await page.goto(`${product.url}/login`);
  await sendLogin(page, hand, person, person.password);
  await follow(page, hand, person.username, 'nav');
  expect(page.url()).toBe(`${product.url}/profile`);
  await page.goto('about:blank');
  const elsewhere = product.visitor();
  await logIn(elsewhere, person);
  await elsewhere.post('/settings/sessions/revoke-others');
  await page.goBack();
  expect(page.url()).toBe(`${product.url}/login?next=%2Fprofile`);
});
