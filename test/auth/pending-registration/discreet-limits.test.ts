import { describe, expect, it } from 'vitest';
import { mailsAbout, mailsNowTo, mailTo, tokenIn } from '../../mail/mailbox.js';
import { onTwoInstances, type Product } from '../../support/product.js';
import { type Format, FORMATS, register, someone } from '../../support/visitor.js';

let here: Product;
let there: Product;

const env = {
  REGISTRATION: 'discreet',
  THROTTLE_MAIL: '3/15m',
  THROTTLE_MAIL_ADDRESS: '6/1h',
  THROTTLE_REGISTER: 'off',
  TRUST_PROXY: '1',
};
onTwoInstances((one, other) => ([here, there] = [one, other]), env);

let clients = 0;

/** Somebody at an address of their own. */
const from = (product: Product) => product.visitor({ 'x-forwarded-for': `192.0.2.${(clients += 1)}` });

const ACCEPTED = { html: 303, json: 202 } as const;

async function member(): Promise<string> {
  const person = someone();
  await register(from(here), person);
  const token = tokenIn(await mailTo(here, person.email));
  expect((await from(here).post('/verify-email', { token, password: person.password }, 'json')).status).toBe(200);
  return person.email;
}

/** So many sign-ups with this address, each under another name and from another client. */
async function statusesOf(count: number, email: string, format: Format): Promise<number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < count; turn += 1) {
    const product = turn % 2 === 0 ? here : there;
    statuses.push((await register(from(product), { ...someone(), email }, format)).status);
  }
  return statuses;
}

describe.each(FORMATS)('discreet sign-ups (%s)', (format) => {
  it('mail one address as often as THROTTLE_MAIL says, be it free or taken, and are answered alike beyond that', async () => {
    const [free, taken] = [someone().email, await member()];
    for (const email of [free, taken]) expect(new Set(await statusesOf(5, email, format))).toEqual(new Set([ACCEPTED[format]]));
    await mailsAbout(here, free, /Finish/, 3);
    // The address had its mail of the sign-up already.
    await mailsAbout(here, taken, /already have an account/, 2);
    // Mails go out in their order: this one was caused last.
    await member();
    const counts = [free, taken].map(async (email) => (await mailsNowTo(here, email)).length);
    expect(await Promise.all(counts)).toEqual([3, 3]);
  });

  it('of one client are as many as THROTTLE_MAIL_ADDRESS says, whatever the addresses, and then a 429', async () => {
    const [visitor, taken] = [from(here), await member()];
    const statuses: number[] = [];
    for (const email of [someone().email, taken, someone().email, taken, someone().email, someone().email]) {
      statuses.push((await register(visitor, { ...someone(), email }, format)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([ACCEPTED[format]]));
    for (const email of [someone().email, taken]) {
      const refused = await register(visitor, { ...someone(), email }, format);
      expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    }
  });
});
