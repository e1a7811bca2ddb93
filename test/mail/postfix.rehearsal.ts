import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../browser/browser.js';
import { leave } from '../browser/walk.js';
import { Closers, Product } from '../support/product.js';
import { logIn, register, someone } from '../support/visitor.js';
import { headersOf } from './mail-server.js';
import { DOMAIN, missingForPostOffice, PostOffice } from './real/post-office.js';

/** Where everything must be there (REQUIRE_PROGRAMS) it is, or this fails. */
const isLeftOut = missingForPostOffice().length > 0 && process.env['REQUIRE_PROGRAMS'] === undefined;
if (isLeftOut) console.warn(`POSTFIX IS NOT TRIED: this machine lacks ${missingForPostOffice().join(', ')}`);

const SUBMIT = 'main button[type=submit]';
const NEW_PASSWORD = 'a quiet lamp above seven stairs';

describe.skipIf(isLeftOut)('by Postfix and Dovecot', { timeout: 120_000 }, () => {
  const closers = new Closers();
  const person = { ...someone(), email: `annabell@${DOMAIN}` };
  let office: PostOffice;
  let product: Product;
  let page: Page;

  beforeAll(async () => {
    office = await closers.add(PostOffice.start(), (started) => started.stop());
    const env = { ...office.settings, MAIL_FROM: 'Shop <no-reply@mail.example.org>' };
    product = await closers.add(Product.start(env), (started) => started.remove());
    const browser: Browser = await closers.add(openBrowser(), (opened) => opened.close());
    page = await browser.newPage();
    await register(product.visitor(), person);
  }, 120_000);

  afterAll(() => closers.closeAll());

  const mailAbout = async (words: string): Promise<string> => {
    const mailbox = await office.mailbox(person.email);
    const mail = await mailbox.mailAbout(words);
    mailbox.close();
    return mail;
  };

  it('a mail goes over TLS, by whoever has the password, and arrives as it was sent', async () => {
    const mail = await mailAbout('Verify');
    const headers = headersOf(mail);
    expect(mail).toMatch(/\(using TLSv1\.3 with cipher \S+/);
    expect(mail).toMatch(/\(Authenticated sender: shop\)/);
    expect(headers.get('return-path')).toBe('<no-reply@mail.example.org>');
    expect(headers.get('to')).toBe(person.email);
    expect(headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('its link opens in a browser, and proves the address', async () => {
    await page.goto(linkIn(await mailAbout('Verify'), product));
    await page.locator('main [name=password]').fill(person.password);
    await leave(page, () => page.locator(SUBMIT).first().click());
    const visitor = product.visitor();
    await logIn(visitor, person);
    expect((await visitor.get('/session', 'json')).json['user']).toMatchObject({ emailVerified: true });
  });

  it('a forgotten password is replaced by another link', async () => {
    await page.goto(`${product.url}/forgot-password`);
    await page.locator('main [name=email]').fill(person.email);
    await leave(page, () => page.locator(SUBMIT).click());
    await page.goto(linkIn(await mailAbout('new password'), product));
    for (const name of ['password', 'passwordConfirmation']) await page.locator(`main [name=${name}]`).fill(NEW_PASSWORD);
    await leave(page, () => page.locator(SUBMIT).click());
    expect((await logIn(product.visitor(), { ...person, password: NEW_PASSWORD })).status).toBe(200);
  });

  it('the mails read as plain text without being decoded', async () => {
    const [, text = ''] = (await mailAbout('Verify')).split('text/plain');
    expect(text).toMatch(/^Content-Transfer-Encoding: 7bit\r$/m);
  });
});

/** The link of a mail, alone on a line of its text. */
function linkIn(mail: string, { url }: Product): string {
  const link = mail.split('\r\n').find((line) => line.startsWith(`${url}/m?t=`));
  if (link === undefined) throw new Error(`the mail has no link:\n${mail}`);
  return link;
}
