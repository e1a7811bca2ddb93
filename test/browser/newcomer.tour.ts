import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailTo } from '../mail/mailbox.js';
import { Product } from '../support/product.js';
import { someone } from '../support/visitor.js';
import { openBrowser, SIZES } from './browser.js';
import { button, field, flashes, follow, sendLogin, sendSignUp } from './forms.js';
import { type Hand, KeyboardHand, MouseHand } from './hands.js';
import { leave } from './walk.js';

const NEW_PASSWORD = 'a quiet lamp above seven stairs';
const WAYS: [string, Hand, boolean][] = [
  ['by mouse', new MouseHand(), true],
  ['by keyboard alone', new KeyboardHand(), true],
  ['without script', new MouseHand(), false],
];

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start({ NODE_ENV: 'development' }), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

/** Opens the mail in the list of /dev/mail, then the link in it; tests have another PUBLIC_URL than their port. */
async function openMail(page: Page, hand: Hand, address: string, subject: string): Promise<void> {
  await mailTo(product, address, new RegExp(subject));
  await page.goto(`${product.url}/dev/mail`);
  const listed = page.getByRole('listitem').filter({ hasText: address }).getByRole('link', { name: subject });
  await leave(page, () => hand.press(listed));
  const link = new URL((await page.locator('main pre a').getAttribute('href')) ?? '');
  await page.goto(product.url + link.pathname + link.search);
}

it.each(WAYS)(
  'a newcomer proves the address and chooses a new password, without any mail server, %s',
  async (_way, hand, script) => {
    const context = await browser.newContext({ viewport: SIZES.phone, javaScriptEnabled: script });
    const page = await context.newPage();
    const person = someone();
    await page.goto(`${product.url}/register`);
    await sendSignUp(page, hand, { ...person, passwordConfirmation: person.password });
    await sendLogin(page, hand, person, person.password);
    await openMail(page, hand, person.email, 'Verify your email address');
    await leave(page, () => hand.press(button(page, 'Yes, both are mine')));
    expect(await flashes(page)).toEqual(['success: Your email address is verified.']);
    await leave(page, () => hand.press(button(page, 'Log out')));

    await follow(page, hand, 'Forgot your password?');
    await hand.fill(field(page, 'Email'), person.email);
    await leave(page, () => hand.press(button(page, 'Send the link')));
    await openMail(page, hand, person.email, 'Choose a new password');
    await hand.fill(field(page, 'New password'), NEW_PASSWORD);
    await hand.fill(field(page, 'Confirm new password'), NEW_PASSWORD);
    await leave(page, () => hand.press(button(page, 'Save the new password')));
    await sendLogin(page, hand, person, person.password);
    expect(await page.getByRole('alert').innerText()).toBe('Invalid username or password.');
    await sendLogin(page, hand, person, NEW_PASSWORD);
    expect(new URL(page.url()).pathname).toBe('/dashboard');
    await context.close();
  },
);
