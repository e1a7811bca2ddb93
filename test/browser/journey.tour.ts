import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { someone } from '../support/visitor.js';
import { openBrowser, SIZES } from './browser.js';
import { button, FIELDS, field, flashes, follow, messageAt, sendLogin, sendSignUp } from './forms.js';
import { KeyboardHand, MouseHand } from './hands.js';
import { leave } from './walk.js';
import { Watch } from './watch.js';

const WAYS = [
  { way: 'by mouse', hand: new MouseHand(), viewport: SIZES.desktop, javaScriptEnabled: true },
  { way: 'by keyboard alone', hand: new KeyboardHand(), viewport: SIZES.desktop, javaScriptEnabled: true },
  { way: 'without JavaScript, on a phone', hand: new MouseHand(), viewport: SIZES.phone, javaScriptEnabled: false },
];

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

describe.each(WAYS)('a visitor $way', ({ hand, viewport, javaScriptEnabled }) => {
  const person = someone();
  let context: BrowserContext;
  let page: Page;
  let watch: Watch;

  const at = () => page.url().slice(product.url.length);

  beforeAll(async () => {
    context = await browser.newContext({ viewport, javaScriptEnabled });
    context.setDefaultTimeout(10_000);
    watch = new Watch(context, product.url);
    page = await context.newPage();
  });

  afterAll(() => context.close());

  it('is asked to log in, and puts the message away', async () => {
    await page.goto(`${product.url}/profile?from=tour`);
    expect(at()).toBe('/login?next=%2Fprofile%3Ffrom%3Dtour');
    expect(await flashes(page)).toEqual(['info: Please log in to access this page.']);
    await hand.press(page.getByRole('checkbox', { name: 'Dismiss' }));
    expect(await flashes(page)).toEqual([]);
  });

  it('is told that name and password do not match; the name is kept', async () => {
    await sendLogin(page, hand, person, 'not the password');
    expect(await page.getByRole('alert').innerText()).toBe('Invalid username or password.');
    expect(await field(page, 'Username or email').inputValue()).toBe(person.username);
    expect(await field(page, 'Password').inputValue()).toBe('');
    expect(await flashes(page)).toEqual([]);
    const register = page.locator('nav').getByRole('link', { name: 'Register' });
    expect(await register.getAttribute('href')).toBe('/register?next=%2Fprofile%3Ffrom%3Dtour');
  });

  it('finds what is wrong with a sign-up beside each field, and all but the passwords kept', async () => {
    await follow(page, hand, 'Register');
    await sendSignUp(page, hand, { username: '1', email: 'nobody', password: 'short', passwordConfirmation: 'other' });
    expect(await Promise.all(Object.values(FIELDS).map((label) => messageAt(page, label)))).toEqual([
      'Please provide a valid name: 3 to 20 characters\nUsernames must have only letters, numbers, dots or underscores',
      'Please provide a valid email address',
      'Passwords must be at least 8 characters long',
      'Passwords must match',
    ]);
    const values = await Promise.all(Object.values(FIELDS).map((label) => field(page, label).inputValue()));
    expect(values).toEqual(['1', 'nobody', '', '']);
  });

  it('registers, logs in, and is where it wanted to be', async () => {
    await sendSignUp(page, hand, { ...person, passwordConfirmation: person.password });
    expect(await flashes(page)).toEqual([
      'success: Account successfully created. Please log in.',
      'info: We have sent you a mail. Please open its link to verify your address.',
    ]);
    await sendLogin(page, hand, person, person.password);
    expect(at()).toBe('/profile?from=tour');
    expect(await page.locator('main').innerText()).toContain(person.email);
    expect(await flashes(page)).toEqual([]);
  });

  it('sees the pages', async () => {
    for (const [name, path] of [
      ['Dashboard', '/dashboard'],
      ['Settings', '/settings'],
      [person.username, '/profile'],
    ] as const) {
      await follow(page, hand, name, 'nav');
      expect(at()).toBe(path);
      expect(await page.locator('nav [aria-current=page]').innerText()).toBe(name);
    }
    await follow(page, hand, 'Gatehouse', 'nav');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`Hi, ${person.username}!`);
    await page.goto(`${product.url}/nothing/here`);
    await follow(page, hand, 'Go to the home page');
    expect(at()).toBe('/');
  });

  it('logs out, and is told so once', async () => {
    await leave(page, () => hand.press(button(page, 'Log out')));
    expect(at()).toBe('/login');
    expect(await flashes(page)).toEqual(['info: You have been logged out.']);
    await page.reload();
    expect(await flashes(page)).toEqual([]);
    await page.goto(`${product.url}/dashboard`);
    expect(at()).toBe('/login?next=%2Fdashboard');
    await page.goto(`${product.url}/logout`);
    await leave(page, () => hand.press(button(page, 'Log out')));
    expect(at()).toBe('/login');
  });

  it('has met no error, no failed request and no other site', () => {
    expect(watch.troubles).toEqual([]);
    expect(watch.refused).toEqual(['401 /login', '422 /register', '404 /nothing/here']);
  });
});
