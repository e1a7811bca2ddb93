import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignedInVisitor } from '../../src/testing/person.js';
import { AccountChangesService } from '../../src/users/account-changes.service.js';
import { UsersService } from '../../src/users/users.service.js';
import { Product } from '../support/product.js';
import { letAxeIn, violations } from './accessibility.js';
import { openBrowser } from './browser.js';
import { VirtualAuthenticator } from './virtual-authenticator.js';

const ADD = 'Add a passkey';
const LOG_IN = 'Use a passkey';
const CANCELLED = 'No passkey was used';

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let visitor: SignedInVisitor;

/** A session is fresh only for the client that began it. */
let headers: Record<string, string>;

beforeAll(async () => {
  [product, browser] = await Promise.all([Product.start(), openBrowser()]);
  const blank = await browser.newPage();
  headers = { 'user-agent': await blank.evaluate<string>('navigator.userAgent') };
  await blank.close();
});

afterAll(async () => {
  await browser.close();
  await product.remove();
});

beforeEach(async () => {
  visitor = await product.signedIn({ headers });
  context = await browser.newContext({ storageState: visitor.storageState(), baseURL: product.url });
  page = await context.newPage();
});

afterEach(() => context.close());

const button = (name: string) => page.getByRole('button', { name, exact: true });
const said = () => page.locator('[data-passkey-alert]');

async function add(name = ''): Promise<void> {
  await page.goto('/settings/passkeys');
  if (name !== '') await page.getByLabel('Name', { exact: true }).fill(name);
  await button(ADD).click();
  await page.getByText('The passkey has been added.').waitFor();
}

const press = (authenticator: VirtualAuthenticator, name: string) => authenticator.touchedOnce(page, () => button(name).click());

async function logOut(): Promise<void> {
  await context.clearCookies();
  // The page has asked for what it offers in the field of the name: whatever it asks for later, a button has asked for.
  const offered = page.waitForResponse('**/login/passkey/options');
  await page.goto('/login');
  await offered;
}

async function isAt(path: string): Promise<void> {
  await page.waitForURL(`${product.url}${path}`);
}

async function askAfterPassword(): Promise<void> {
  const user = await product.app.get(UsersService).findByIdentifier(visitor.person.username);
  const change = (account: { passkeyAfterPassword: boolean }) => void (account.passkeyAfterPassword = true);
  if (user !== null) await product.app.get(AccountChangesService).changeInTransaction(user, change);
}

async function logInByPassword(): Promise<void> {
  await page.getByLabel('Username or email').fill(visitor.person.username);
  await page.getByLabel('Password', { exact: true }).fill(visitor.person.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

const levelNow = async () => ((await (await context.request.get('/session')).json()) as { level: number }).level;

describe('a passkey in Chromium', () => {
  it('is added, named, and logs in by the button', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add('Telefon');
    await page.getByText('Telefon').first().waitFor();
    expect(await authenticator.count()).toBe(1);
    await authenticator.setPresent(false);
    await logOut();
    await press(authenticator, LOG_IN);
    await isAt('/dashboard');
    await page.goto('/settings/passkeys');
    expect(await page.getByText('last used').count()).toBe(1);
  });

  it('is offered in the field of the name, and logs in from there', async () => {
    await VirtualAuthenticator.in(page);
    await add();
    // Its person is there all the time, and answers the offer as soon as the page makes it.
    await logOut();
    await isAt('/dashboard');
  });

  it('goes on to where the person wanted, and remembers the browser', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add();
    await authenticator.setPresent(false);
    await context.clearCookies();
    await page.goto('/login?next=/profile');
    await page.getByLabel('Remember me').check();
    await press(authenticator, LOG_IN);
    await isAt('/profile');
    expect((await context.cookies()).map(({ name }) => name)).toContain('remember');
  });

  it('says why it could not be added: there is one already', async () => {
    await VirtualAuthenticator.in(page);
    await add();
    await button(ADD).click();
    await expect.poll(() => said().textContent()).toContain('There is a passkey for this account already');
  });

  // One that keeps passkeys and verifies nobody Chromium asks for a PIN, which its virtual ones have not
  // (test/passkeys/kinds.test.ts has it by its bytes).
  it.each([
    { hasResidentKey: true, isUserVerified: true },
    { hasResidentKey: false, isUserVerified: true },
    { hasResidentKey: false, isUserVerified: false, hasUserVerification: false },
  ])('of a security key (%j) is added, stands beside the password, and confirms', async (kind) => {
    const authenticator = await VirtualAuthenticator.in(page, { transport: 'usb', ...kind });
    await add('Schlüssel');
    expect(await page.getByText('Only beside the password').count()).toBe(kind.hasResidentKey ? 0 : 1);
    await askAfterPassword();
    await authenticator.setPresent(false);
    await context.clearCookies();
    await page.goto('/login');
    await logInByPassword();
    await isAt('/login/second-factor');
    await press(authenticator, 'Use a passkey');
    await isAt('/dashboard');
    expect(await levelNow()).toBe(2);
    await page.goto('/confirm?next=/profile');
    await press(authenticator, 'Use a passkey');
    await isAt('/profile');
  });

  it('is called by the name that its person has changed', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add();
    await page.goto('/settings/profile');
    await page.getByLabel('Display name').fill('Ada Lovelace');
    await button('Save').click();
    await page.getByText('Your profile has been saved.').waitFor();
    await expect.poll(() => authenticator.personName()).toBe('Ada Lovelace');
  });

  it('that was cancelled is told so, and the page works on', async () => {
    const authenticator = await VirtualAuthenticator.in(page, { isUserVerified: false, transport: 'internal' });
    await page.goto('/settings/passkeys');
    await button(ADD).click();
    await expect.poll(() => said().textContent()).toContain(CANCELLED);
    await authenticator.setVerified(true);
    await button(ADD).click();
    await page.getByText('The passkey has been added.').waitFor();
  });

  it('that has verified its person is two factors, another is one', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add();
    await authenticator.setPresent(false);
    await logOut();
    await press(authenticator, LOG_IN);
    await isAt('/dashboard');
    expect(await levelNow()).toBe(2);
  });

  it('is the second step after the password, and confirms', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add();
    await askAfterPassword();
    await authenticator.setPresent(false);
    await logOut();
    await logInByPassword();
    await isAt('/login/second-factor');
    await press(authenticator, 'Use a passkey');
    await isAt('/dashboard');
    await page.goto('/confirm?next=/profile');
    await press(authenticator, 'Use a passkey');
    await isAt('/profile');
  });

  it('that is a copy is refused, in words', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add();
    await authenticator.setPresent(false);
    await logOut();
    await press(authenticator, LOG_IN);
    await isAt('/dashboard');
    await authenticator.setCounter(1);
    await authenticator.setPresent(false);
    await logOut();
    const refused = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.status() === 401);
    await press(authenticator, LOG_IN);
    await refused;
    await page.getByText('This passkey was not accepted').waitFor();
  });

  it('that is removed here is gone from the browser too, and no other is', async () => {
    const authenticator = await VirtualAuthenticator.in(page);
    await add('Erster');
    expect(await authenticator.count()).toBe(1);
    await button('Remove Erster').click();
    await page.getByText('The passkey has been removed.').waitFor();
    await expect.poll(() => authenticator.count()).toBe(0);
  });
});

describe('a page with passkeys', () => {
  it.each(['/settings/passkeys', '/confirm', '/login'])('%s has nothing that axe finds', async (path) => {
    const own = await browser.newContext({ storageState: visitor.storageState(), baseURL: product.url, bypassCSP: true });
    page = await own.newPage();
    const authenticator = await VirtualAuthenticator.in(page);
    await add('Telefon');
    await authenticator.setPresent(false);
    if (path === '/login') await own.clearCookies();
    await page.goto(path);
    await letAxeIn(page);
    expect(await violations(page)).toEqual([]);
    await own.close();
  });

  it('shows no button without a script, and says why none can be added; names and removal work', async () => {
    await VirtualAuthenticator.in(page);
    await add('Telefon');
    const plain = await browser.newContext({
      storageState: await context.storageState(),
      baseURL: product.url,
      javaScriptEnabled: false,
    });
    page = await plain.newPage();
    await page.goto('/settings/passkeys');
    expect(await button(ADD).isVisible()).toBe(false);
    expect(await page.getByText('This browser cannot add a passkey here.').isVisible()).toBe(true);
    await page.getByLabel('New name of Telefon').fill('Büro');
    await button('Rename Telefon').click();
    await page.getByText('The passkey has a new name.').waitFor();
    await button('Remove Büro').click();
    await page.getByText('The passkey has been removed.').waitFor();
    await plain.clearCookies();
    await page.goto('/login');
    expect(await button(LOG_IN).isVisible()).toBe(false);
    await plain.close();
  });

  it('shows no button where the site is visited by its address', async () => {
    await page.goto(product.url.replace('localhost', '127.0.0.1') + '/login');
    expect(await button(LOG_IN).isVisible()).toBe(false);
    await page.goto(`${product.url}/settings/passkeys`);
    expect(await button(ADD).isVisible()).toBe(true);
  });
});
