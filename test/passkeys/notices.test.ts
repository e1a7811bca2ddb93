import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeptMail } from '../../src/mail/kept/kept-mails.js';
import { mailTo } from '../mail/mailbox.js';
import { Product } from '../support/product.js';
import { FORMATS, type Person, signIn, type Visitor } from '../support/visitor.js';
import { addPasskey, logInBy } from './support/passkeys.js';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' };

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

/** A notice says when it was (UTC), on which device, from where, and where its reader looks if it was somebody else. */
function expectFacts({ text, html }: KeptMail, { username }: Person): void {
  for (const fact of [username, /\d{4}-\d\d-\d\d \d\d:\d\d UTC/, /Firefox on Linux/, /127\.0\.0\.1|::1/, '/settings/passkeys']) {
    for (const part of [text, html]) expect(part).toMatch(fact);
  }
}

const idOf = async (visitor: Visitor): Promise<string> =>
  (await visitor.get('/settings/passkeys', 'json')).json['passkeys'][0].id as string;

describe('people are told by mail', () => {
  it('that a passkey was added', async () => {
    const visitor = product.visitor(FIREFOX);
    const person = await signIn(visitor);
    await addPasskey(visitor);
    expectFacts(await mailTo(product, person.email, /A passkey was added/), person);
  });

  it.each(FORMATS)('that a passkey was removed (%s)', async (format) => {
    const visitor = product.visitor(FIREFOX);
    const person = await signIn(visitor);
    await addPasskey(visitor);
    await visitor.post(`/settings/passkeys/${await idOf(visitor)}/remove`, {}, format);
    expectFacts(await mailTo(product, person.email, /A passkey was removed/), person);
  });

  it('that there may be two of a passkey', async () => {
    const visitor = product.visitor(FIREFOX);
    const person = await signIn(visitor);
    const authenticator = await addPasskey(visitor);
    await logInBy(product.visitor(FIREFOX), authenticator, { counter: 7 });
    await logInBy(product.visitor(FIREFOX), authenticator, { counter: 3 });
    expectFacts(await mailTo(product, person.email, /may be a copy/), person);
  });
});
