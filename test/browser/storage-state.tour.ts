import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Product, productFixtures, startProduct, storageStateFor } from '../../src/testing/index.js';
import { SafeModule } from '../support/product.js';
import { openBrowser } from './browser.js';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([startProduct({ modules: [SafeModule] }), openBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

/** What `GET /session` says to this browser, once it has been to a page. */
async function stateIn(context: BrowserContext) {
  const page = await context.newPage();
  await page.goto(`${product.url}/dashboard`);
  await page.setExtraHTTPHeaders({ accept: 'application/json' });
  const state: unknown = await (await page.goto(`${product.url}/session`))?.json();
  return state as { user: { username: string }; authenticated: boolean; fresh: boolean };
}

describe('a storageState that requests have made', () => {
  it('signs Chromium in, fresh, as a login in Chromium does', async () => {
    const context = await browser.newContext({ storageState: await storageStateFor(browser, product) });
    expect(await stateIn(context)).toMatchObject({ authenticated: true, fresh: true });
    const page = await context.newPage();
    await page.goto(`${product.url}/test-safe`);
    expect([new URL(page.url()).pathname, await page.textContent('body')]).toEqual([
      '/test-safe',
      expect.stringContaining('open'),
    ]);
    await context.close();
  });

  it('is the cookies that Chromium has itself after a login', async () => {
    const { person } = await product.signedIn();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${product.url}/login`);
    await page.fill('[name=identifier]', person.username);
    await page.fill('[name=password]', person.password);
    await page.check('[name=remember]');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/dashboard');
    const shape = ({ cookies }: Awaited<ReturnType<BrowserContext['storageState']>>) =>
      cookies
        .map(({ name, domain, path, httpOnly, secure, sameSite, expires }) => ({
          name,
          domain,
          path,
          httpOnly,
          secure,
          sameSite,
          kept: expires > 0,
        })) // prettier-ignore
        .toSorted((one, other) => one.name.localeCompare(other.name));
    const made = await storageStateFor(browser, product, { remember: true });
    // A login page asks by itself for what it may offer in its field; requests of a test do not.
    const own = shape(await context.storageState()).filter(({ name }) => name !== 'passkey');
    expect(shape(made)).toEqual(own);
    await context.close();
  });

  it('is not fresh there if another client has made it', async () => {
    const storageState = (await product.signedIn({ headers: { 'user-agent': 'Playwright/1' } })).storageState();
    const context = await browser.newContext({ storageState });
    expect(await stateIn(context)).toMatchObject({ authenticated: true, fresh: false });
    await context.close();
  });
});

describe('the fixtures for Playwright', () => {
  it('give each test somebody of its own, with the role it asks for, or a guest', async () => {
    const { storageState } = productFixtures();
    const contextAs = async (as: Parameters<typeof storageState>[0]['as']) => {
      let context: BrowserContext | undefined;
      await storageState({ browser, product, as }, async (state) => {
        context = await browser.newContext(state === undefined ? {} : { storageState: state });
      });
      return context as BrowserContext;
    };
    const [ada, bob, guest] = [await contextAs({ role: 'admin' }), await contextAs({}), await contextAs(null)];
    const [hers, his, nobodys] = [await stateIn(ada), await stateIn(bob), await stateIn(guest)];
    expect(hers.user.username).not.toBe(his.user.username);
    expect([hers.fresh, his.fresh, nobodys.authenticated]).toEqual([true, true, false]);
    await Promise.all([ada, bob, guest].map((context) => context.close()));
  });
});
