import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { populate, signInAs, type Site } from './administering.js';
import { openBrowser, SIZES } from './browser.js';
import { button, field, flashes, follow, messageAt } from './forms.js';
import { type Hand, KeyboardHand, MouseHand } from './hands.js';
import { leave } from './walk.js';

const HANDS: readonly [who: string, hand: Hand, options: BrowserContextOptions][] = [
  ['by keyboard alone, on a phone', new KeyboardHand(), { viewport: SIZES.phone, hasTouch: true }],
  ['without script, on a phone', new MouseHand(), { viewport: SIZES.phone, javaScriptEnabled: false }],
  ['by keyboard alone, without script', new KeyboardHand(), { viewport: SIZES.desktop, javaScriptEnabled: false }],
];

let product: Product;
let browser: Browser;
let site: Site;

beforeAll(async () => {
  const mail = { MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'site@example.org' };
  [product, browser] = await Promise.all([Product.start(mail), openBrowser()]);
  site = await populate(product);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

describe.each(HANDS)('an administrator %s', (_who, hand, options) => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
    await signInAs(context.request, product, site.admin);
    page = await context.newPage();
  });

  afterAll(() => context.close());

  const press = (name: string) => leave(page, () => hand.press(button(page, name)));
  const names = () => page.locator('main .list-group-item > a').allInnerTexts();

  it('finds accounts: by name, condition, order and page', async () => {
    await page.goto(`${product.url}/admin`);
    await follow(page, hand, 'Accounts');
    expect(await names()).toHaveLength(50);
    await follow(page, hand, 'Next page');
    const second = await names();
    expect(second).toHaveLength(50);
    await follow(page, hand, 'First page');
    expect(await names()).not.toEqual(second);

    await hand.fill(field(page, 'Search'), 'tour1');
    await hand.press(page.locator('summary'));
    await choose('State', 'Disabled');
    await choose('Order', 'By username');
    await press('Find');
    const found = await names();
    expect(found).toContain('Tour105');
    expect(found).toEqual(found.toSorted());
    // What was chosen is still there, and can be taken back.
    expect(await field(page, 'State').inputValue()).toBe('disabled');
    await choose('State', 'Any');
    await press('Find');
    expect(await names()).toContain('Tour106');
  });

  it('acts on one, and is told what is missing and what is done', async () => {
    await page.goto(`${product.url}/admin/users?q=${site.person.username}`);
    await follow(page, hand, site.person.username);
    for (const [deed, state] of [
      ['Disable', 'Disabled'],
      ['Enable', 'Active'],
    ] as const) {
      await follow(page, hand, deed);
      await press(deed);
      expect(await messageAt(page, 'Reason')).toBe('Please give a reason');
      await hand.fill(field(page, 'Reason'), 'asked for by phone');
      await press(deed);
      expect(await flashes(page)).toEqual(['success: It is done.']);
      await page.locator('dd', { hasText: state }).first().waitFor();
    }
    await page.getByText('asked for by phone').first().waitFor();
  });

  it('is told that somebody else was faster, and tries again', async () => {
    await page.goto(`${product.url}/admin/users/${site.person.id}`);
    await follow(page, hand, 'Log out everywhere');
    const other = product.visitor();
    await other.post('/login', { identifier: site.other.username, password: site.other.password });
    const deed = `/admin/users/${site.person.id}/sign-out`;
    expect((await other.post(deed, { reason: 'was faster' }, 'json')).status).toBe(200);
    await hand.fill(field(page, 'Reason'), 'came second');
    await press('Log out everywhere');
    expect(await page.getByRole('alert').innerText()).toContain('changed by someone else');
    expect(await field(page, 'Reason').inputValue()).toBe('came second');
    await press('Log out everywhere');
    expect(await flashes(page)).toEqual(['success: It is done.']);
  });

  it('acts as somebody, sees so on every page, and is themselves again', async () => {
    await page.goto(`${product.url}/admin/users/${site.person.id}`);
    await follow(page, hand, 'Act as this person');
    await hand.fill(field(page, 'Reason'), 'asked for help');
    await press('Act as this person');
    for (const link of ['Dashboard', 'Settings']) {
      await follow(page, hand, link, 'nav');
      await page.getByText(`you are acting as ${site.person.username}`).waitFor();
    }
    await press('Stop acting');
    expect(new URL(page.url()).pathname).toBe(`/admin/users/${site.person.id}`);
    expect(await button(page, 'Stop acting').count()).toBe(0);
    await follow(page, hand, 'Administration', 'nav >> nth=0');
    await page.getByRole('heading', { name: 'The last 24 hours' }).waitFor();
  });

  /** Chooses as people do at a list: by typing what it begins with, or by the pointer. */
  async function choose(label: string, option: string): Promise<void> {
    const list = field(page, label);
    if (!(hand instanceof KeyboardHand)) return void (await list.selectOption(option));
    await hand.tabTo(list);
    await page.keyboard.type(option);
    await expect.poll(() => list.evaluate((one: HTMLSelectElement) => one.selectedOptions[0]?.text)).toBe(option);
  }
});
