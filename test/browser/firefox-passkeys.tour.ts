import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { PASSWORD, type Person, register, someone } from '../support/visitor.js';
import { SUBMIT } from './deeds.js';
import type { Profile } from './engine.js';
import { FirefoxAuthenticator } from './firefox-authenticator.js';
import { FirefoxEngine } from './firefox-engine.js';
import { Visit } from './visit.js';

const PAGE = '/settings/passkeys';
const ADD = 'main form[action="/settings/passkeys"] button';
const USE = 'main [data-passkey] button';

let product: Product;
let engine: FirefoxEngine;
let profile: Profile;
let visit: Visit;
let person: Person;
let authenticator: FirefoxAuthenticator | undefined;

beforeAll(async () => {
  [product, engine] = await Promise.all([Product.start(), FirefoxEngine.startWithMarionette()]);
});

afterAll(async () => {
  await engine.close();
  await product.remove();
});

beforeEach(async () => {
  person = someone();
  await register(product.visitor(), person);
  profile = await engine.profile();
  visit = new Visit(await profile.tab(), product.url);
});

afterEach(async () => {
  await profile.close();
  await authenticator?.remove();
  authenticator = undefined;
});

async function logInByPassword(): Promise<void> {
  await visit.open('/login');
  await visit.logIn(person.username, PASSWORD);
  await visit.at('/dashboard');
}

async function withPasskey(): Promise<FirefoxAuthenticator> {
  authenticator = await FirefoxAuthenticator.in(engine);
  await logInByPassword();
  await visit.open(PAGE);
  await visit.tab.press(ADD);
  await visit.at(PAGE, ({ messages }) => messages.some((message) => message.includes('The passkey has been added.')));
  return authenticator;
}

async function forgetEverything(): Promise<void> {
  for (const cookie of ['session', 'remember']) await profile.forget(cookie);
}

describe('in Firefox, with an authenticator of its own', () => {
  it('a passkey is added and logs in by the button', async () => {
    expect(await (await withPasskey()).count()).toBe(1);
    await forgetEverything();
    await visit.open('/login?next=%2Fprofile');
    await visit.tab.press(USE);
    expect((await visit.at('/profile')).greeted).toBe(person.username);
  });

  it('a passkey confirms that it is the person', async () => {
    await withPasskey();
    await visit.open('/confirm?level=2&next=%2Fprofile');
    await visit.tab.press(USE);
    await visit.at('/profile');
  });

  it('a second one for the same account is refused by the authenticator, and the page says why', async () => {
    await withPasskey();
    await visit.tab.press(ADD);
    await visit.at(PAGE, ({ text }) => text.includes('There is a passkey for this account already'));
  });

  it('who does not agree is told so, and the page works on', async () => {
    authenticator = await FirefoxAuthenticator.in(engine, { isUserConsenting: false });
    await logInByPassword();
    await visit.open(PAGE);
    await visit.tab.press(ADD);
    const told = await visit.at(PAGE, ({ text }) => text.includes('No passkey was used'));
    expect(told.buttons).toContain('Add a passkey');
  });

  it('a passkey is removed, though Firefox hands no signal on to the authenticator', async () => {
    const held = await withPasskey();
    await visit.tab.press('main form[action$="/remove"] button');
    await visit.at(/^\/settings\/passkeys/, ({ messages }) => messages.some((message) => message.includes('has been removed')));
    expect(await held.count()).toBe(1);
    await forgetEverything();
    await visit.open('/login');
    await visit.tab.press(USE);
    // The site knows it no more, and says so in words.
    await visit.at(/^\/login/, ({ text }) => text.includes('This passkey was not accepted'));
    await visit.tab.fill({ identifier: person.username, password: PASSWORD });
    await visit.tab.press(SUBMIT);
    await visit.at('/dashboard');
  });
});
