import { describe, expect, it } from 'vitest';
import { mailsNowTo, mailsTo } from '../../mail/mailbox.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { FORMATS, logIn, someone } from '../../support/visitor.js';
import { ABOUT_PROOF, signedUp as withMail } from '../verification/proofs.js';
import { forgot, signedUp } from './forgotten.js';

let here: Product;
let there: Product;

const env = { THROTTLE_MAIL: '3/15m', THROTTLE_MAIL_ADDRESS: '12/1h', TRUST_PROXY: '1' };

onTwoInstances((one, other) => ([here, there] = [one, other]), env);

let clients = 0;

/** Somebody at an address of their own. */
const from = (product: Product) => product.visitor({ 'x-forwarded-for': `192.0.2.${(clients += 1)}` });

describe.each(FORMATS)('an address that has had enough mails (%s)', (format) => {
  it('gets no more of them, the one of the sign-up counted, and nobody is told', async () => {
    const visitor = from(here);
    const person = await signedUp(visitor);
    const statuses: number[] = [];
    for (const product of [here, there, here, there]) statuses.push((await forgot(from(product), person.email, format)).status);
    expect(new Set(statuses)).toEqual(new Set([format === 'html' ? 303 : 202]));
    await mailsTo(here, person.email, 3);
    // Mails go out in their order: this one was caused last.
    await withMail(here, from(here));
    expect(await mailsNowTo(here, person.email)).toHaveLength(3);
  });

  it('gets no more proofs either, with the same answer', async () => {
    const visitor = from(here);
    const person = await withMail(here, visitor);
    await logIn(visitor, person);
    for (let count = 0; count < 4; count += 1) {
      expect((await visitor.post('/verify-email/resend', {}, format)).status).toBe(format === 'html' ? 303 : 202);
    }
    await withMail(here, from(here));
    const proofs = (await mailsNowTo(here, person.email)).filter(({ subject }) => ABOUT_PROOF.test(subject));
    expect(proofs).toHaveLength(3);
  });
});

describe.each(FORMATS)('a client that asks for many mails (%s)', (format) => {
  it('is told to wait, on the page of the form, whoever it asks for', async () => {
    const visitor = from(here);
    for (let count = 0; count < 12; count += 1) await forgot(visitor, someone().email, format);
    const { status, headers, text, json } = await forgot(visitor, 'me@example.org', format);
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(format === 'json' ? json['code'] : text).toContain(format === 'json' ? 'too_many_attempts' : 'value="me@example.org"');
    expect((await forgot(from(there), 'me@example.org', format)).status).toBe(format === 'html' ? 303 : 202);
  });

  it('is told so by the page that sends a proof again', async () => {
    const visitor = from(here);
    const person = await withMail(here, visitor);
    await logIn(visitor, person);
    for (let count = 0; count < 12; count += 1) await visitor.post('/verify-email/resend', {}, format);
    const { status, text, json } = await visitor.post('/verify-email/resend', {}, format);
    expect(status).toBe(429);
    expect(format === 'json' ? json['code'] : text).toContain(format === 'json' ? 'too_many_attempts' : person.email);
  });
});
