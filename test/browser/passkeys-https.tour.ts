import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { onServers } from '../support/product.js';
import { type Person, register, someone } from '../support/visitor.js';
import { HttpsSite } from './https-site.js';
import { type Kind, VirtualAuthenticator } from './virtual-authenticator.js';

const USE = 'Use a passkey';
const KEY: Kind = { transport: 'usb' };

let site: HttpsSite;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let person: Person;

beforeAll(async () => {
  site = await HttpsSite.start();
  browser = await site.openBrowser();
});

afterAll(async () => {
  await browser.close();
  await site.remove();
});

beforeEach(async () => {
  person = someone();
  await register(site.product.visitor({ 'x-forwarded-proto': 'https' }), person);
  context = await browser.newContext({ baseURL: site.origin });
  page = await context.newPage();
});

afterEach(() => context.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });
const at = (path: string) => page.waitForURL(`${site.origin}${path}`);

/** What the site says of this browser, asked by a tab of its own: only the browser knows the way. */
async function state() {
  const tab = await context.newPage();
  const answer = await (await tab.goto('/session'))?.text();
  await tab.close();
  return JSON.parse(answer ?? '');
}

const methods = async () => (await state()).authentications.map(({ method }: { method: string }) => method);

async function typePassword(): Promise<void> {
  await page.getByLabel('Username or email').fill(person.username);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

/** Logs in by the password and adds a passkey, which is what everything below begins with. */
async function withPasskey(kind?: Kind): Promise<VirtualAuthenticator> {
  const authenticator = await VirtualAuthenticator.in(page, kind);
  await page.goto('/login');
  await typePassword();
  await at('/dashboard');
  await page.goto('/settings/passkeys');
  await button('Add a passkey').click();
  await page.getByText('The passkey has been added.').waitFor();
  return authenticator;
}

/**
 * Goes to the login as somebody who has been away. A device that has passkeys of its own offers them in the field of
 * the name, which the page has asked for then.
 */
async function comeBack({ isOffered = true } = {}): Promise<void> {
  await context.clearCookies();
  const offered = isOffered && page.waitForResponse('**/login/passkey/options');
  await page.goto('/login');
  await offered;
}

const use = (authenticator: VirtualAuthenticator) => authenticator.touchedOnce(page, () => button(USE).click());

describe('a passkey over https, at a certificate that the browser trusts', () => {
  it('is added, logs in by the button, and every cookie is the host’s own', async () => {
    const authenticator = await withPasskey();
    await authenticator.setPresent(false);
    await comeBack();
    expect(await page.evaluate('isSecureContext')).toBe(true);
    await use(authenticator);
    await at('/dashboard');
    expect(await state()).toMatchObject({ level: 2, authentications: [{ method: 'passkey' }] });
    const cookies = await context.cookies();
    expect(cookies.map(({ name }) => name)).toContain('__Host-session');
    for (const { name, secure, domain } of cookies) {
      expect([name, secure, domain]).toEqual([expect.stringMatching(/^__Host-/), true, new URL(site.origin).hostname]);
    }
  });

  it('logs in from the field of the name', async () => {
    await withPasskey();
    // The person is there all the time, and takes the offer as soon as the page makes it.
    await comeBack();
    await at('/dashboard');
    expect(await methods()).toEqual(['passkey']);
  });

  it('waits in the field of the name beside the password: neither is in the way of the other', async () => {
    const authenticator = await withPasskey();
    await authenticator.setPresent(false);
    await comeBack();
    expect(await page.getByLabel('Username or email').getAttribute('autocomplete')).toBe('username webauthn');
    await typePassword();
    await at('/dashboard');
    expect(await methods()).toEqual(['password']);
  });

  it.each([
    ['that keeps none', { hasResidentKey: false }],
    ['that knows no PIN', { hasUserVerification: false }],
    ['that does neither', { hasResidentKey: false, hasUserVerification: false }],
  ])('on a security key %s is a second factor, and at a login it is told that it does not do', async (_what, lack) => {
    const key = await (await withPasskey(KEY)).replacedBy({ ...KEY, ...lack });
    await page.goto('/confirm?level=2&next=%2Fprofile');
    await button(USE).click();
    await at('/profile');
    expect(await state()).toMatchObject({ level: 2 });
    expect(await methods()).toEqual(['password', 'passkey']);
    await key.setPresent(false);
    await comeBack({ isOffered: false });
    await use(key);
    // Chromium finds no passkey on such a key unless it is told which; the person has a password.
    await page.locator('[data-passkey-alert]:not(:empty)').waitFor();
    expect(await state()).toEqual({ authenticated: false });
  });

  it('is the second step after the password', async () => {
    const authenticator = await withPasskey();
    // Recovery codes need level 2, which this login by the passkey has.
    await comeBack();
    await at('/dashboard');
    await page.goto('/settings/second-factor');
    await button('Make new recovery codes').click();
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await button('Ask for my passkey after the password').click();
    await page.getByText('From now on a login by password asks for a passkey too.').waitFor();
    await authenticator.setPresent(false);
    await comeBack();
    await typePassword();
    await at('/login/second-factor');
    expect((await context.cookies()).map(({ name }) => name)).toContain('__Host-pending');
    await page.getByLabel('Trust this device').check();
    await use(authenticator);
    await at('/dashboard');
    expect(await state()).toMatchObject({ level: 2 });
    expect(await methods()).toEqual(['password', 'passkey']);
    expect((await context.cookies()).map(({ name }) => name)).toContain('__Host-trusted');
  });

  it('that is a copy is refused', async () => {
    const authenticator = await withPasskey();
    await authenticator.setPresent(false);
    await comeBack();
    await use(authenticator);
    await at('/dashboard');
    await authenticator.setCounter(1);
    await authenticator.setPresent(false);
    await comeBack();
    const refused = page.waitForResponse((answer) => answer.status() === 401);
    await use(authenticator);
    await refused;
    expect(await state()).toEqual({ authenticated: false });
  });

  it('that is removed is gone from the browser', async () => {
    const authenticator = await withPasskey();
    await page.getByRole('button', { name: /^Remove / }).click();
    await page.getByText('The passkey has been removed.').waitFor();
    await expect.poll(() => authenticator.count()).toBe(0);
  });

  it.runIf(onServers)('has met two instances in turn at every step', () => {
    const [here = 0, there = 0] = site.answered;
    expect(Math.abs(here - there)).toBeLessThanOrEqual(1);
    expect(here).toBeGreaterThan(10);
  });
});
