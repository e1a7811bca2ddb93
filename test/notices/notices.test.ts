import { describe, expect, it } from 'vitest';
import { mailsNowTo, mailTo } from '../mail/mailbox.js';
import { later, onTwoInstances, type Product, TwoSteps } from '../support/product.js';
import { FORMATS, logIn, pass, PASSWORD, register, remembered, reopened, signIn, someone } from '../support/visitor.js';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' };
const NEW_DEVICE = /new device/;

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

/** A notice says when it was (UTC), on which device, from where, and what helps if it was somebody else. */
const FACTS = [/\d{4}-\d\d-\d\d \d\d:\d\d UTC/, /Firefox on Linux/, /127\.0\.0\.1|::1/, /\/forgot-password\b/];

async function noticeTo(address: string, subject: RegExp): Promise<string> {
  const { text, html } = await mailTo(here, address, subject);
  for (const fact of FACTS) for (const part of [text, html]) expect(part).toMatch(fact);
  return text;
}

/** What has been mailed by now, when whatever was to be mailed before has gone out. */
async function newDevicesTold(email: string): Promise<number> {
  const marker = someone();
  await register(here.visitor(), marker);
  await mailTo(here, marker.email);
  return (await mailsNowTo(here, email)).filter(({ subject }) => NEW_DEVICE.test(subject)).length;
}

describe.each(FORMATS)('people are told by mail (%s)', (format) => {
  it('that the password has been changed', async () => {
    const visitor = here.visitor(FIREFOX);
    const person = await signIn(visitor);
    const password = 'a quiet lamp above seven stairs';
    const fields = { currentPassword: PASSWORD, password, passwordConfirmation: password };
    expect((await visitor.post('/settings/password', fields, format)).status).toBe(format === 'html' ? 303 : 200);
    const text = await noticeTo(person.email, /password has been changed/);
    expect(text).toContain(person.username);
    expect(text).not.toContain(password);
  });

  it('of a login in a browser that has not been used before, and of none that has', async () => {
    const first = here.visitor(FIREFOX);
    const person = await signIn(first);
    await logIn(first, person, format);
    expect(await newDevicesTold(person.email)).toBe(0);
    const second = there.visitor(FIREFOX);
    await logIn(second, person, format);
    expect(await noticeTo(person.email, NEW_DEVICE)).toContain(person.username);
    await logIn(second, person, format);
    await logIn(second, { ...person, password: 'not this one' }, format);
    await logIn(there.visitor(), { ...person, password: 'not this one' }, format);
    expect(await newDevicesTold(person.email)).toBe(1);
  });

  it('of a remembered login that was used in two places', async () => {
    const owner = here.visitor(FIREFOX);
    const person = await remembered(owner);
    const thief = reopened(owner, there, FIREFOX);
    const back = reopened(owner, here, FIREFOX);
    for (let opened = 0; opened < 2; opened++) {
      back.cookies.delete('session');
      await back.get('/dashboard', format);
    }
    later(31_000);
    expect((await thief.get('/dashboard', format)).status).toBe(format === 'html' ? 303 : 401);
    expect(await noticeTo(person.email, /used twice/)).toContain(person.username);
  });
});

describe('a notice', () => {
  it('of a new browser comes ten times a day at most: a program may keep no cookies', async () => {
    const person = await signIn(here.visitor());
    for (let login = 0; login < 12; login += 1) expect((await logIn(there.visitor(), person)).status).toBe(200);
    expect(await newDevicesTold(person.email)).toBe(10);
  });

  it('says nothing that its cause has written: an unknown browser is called that', async () => {
    const person = await signIn(here.visitor());
    await logIn(here.visitor({ 'user-agent': 'evil.example/1 Click http://evil.example' }), person);
    const { text, html } = await mailTo(here, person.email, NEW_DEVICE);
    expect(text).toContain('Unknown browser');
    expect(text + html).not.toContain('evil');
  });
});

it('a login of several steps tells of a new device at its end, and of the first one nothing', async () => {
  const steps = await TwoSteps.start();
  const visitor = steps.here.visitor();
  const person = await steps.steps.someoneAsked(visitor);
  const logInWhole = async (browser = visitor) => {
    await logIn(browser, person);
    await pass(browser, 'first');
    expect((await pass(browser, 'second')).status).toBe(200);
  };
  await logInWhole();
  const half = steps.here.visitor();
  await logIn(half, person);
  await logInWhole(steps.here.visitor());
  await mailTo(steps.here, person.email, NEW_DEVICE);
  const told = (await mailsNowTo(steps.here, person.email)).filter(({ subject }) => NEW_DEVICE.test(subject));
  expect(told).toHaveLength(1);
  await steps.remove();
});
