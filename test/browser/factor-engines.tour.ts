import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../second-factor/authenticator.js';
import { later, Product } from '../support/product.js';
import { PASSWORD, register, someone } from '../support/visitor.js';
import { SUBMIT } from './deeds.js';
import type { Engine } from './engine.js';
import { ENGINES } from './engines.js';
import { Visit } from './visit.js';

const SECRET = /(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}/;
const RECOVERY = /[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}/g;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

afterEach(() => {
  vi.useRealTimers();
});

describe.each(ENGINES)('in $name, which has no authenticator', ({ name, start }) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await start();
  });

  afterAll(() => engine.close());

  it('codes are set up and asked for, by app and by recovery code, and the page of settings counts them', async () => {
    const person = someone();
    await register(product.visitor(), person);
    const profile = await engine.profile();
    const visit = new Visit(await profile.tab(), product.url);
    await visit.open('/login');
    await visit.logIn(person.username, PASSWORD);
    await visit.at('/dashboard');

    await visit.open('/settings/second-factor/totp');
    const [secret = ''] = SECRET.exec((await visit.at('/settings/second-factor/totp')).text) ?? [];
    await visit.tab.fill({ code: codeOf(secret.replaceAll(' ', '')) });
    await visit.tab.press(SUBMIT);
    const kept = await visit.at('/settings/second-factor/totp', ({ text }) => text.includes('Keep these recovery codes'));
    const codes = kept.text.match(RECOVERY) ?? [];
    expect(codes).toHaveLength(10);

    await profile.forget('session');
    await profile.forget('remember');
    await visit.open('/login?next=%2Fprofile');
    await visit.logIn(person.username, PASSWORD);
    await visit.at('/login/second-factor');
    // The code of the set-up counts once.
    later(30_000);
    await visit.tab.fill({ code: codeOf(secret.replaceAll(' ', '')) });
    await visit.tab.press(SUBMIT);
    await visit.at('/profile');

    await visit.open('/confirm?next=%2Fsettings&recovery=1');
    await visit.at(/^\/confirm/);
    await visit.tab.fill({ code: codes[0] ?? '' });
    await visit.tab.press(SUBMIT);
    await visit.at('/settings');
    await visit.open('/settings/second-factor');
    expect((await visit.at('/settings/second-factor')).text).toContain('Left: 9 of 10.');
    await profile.close();
  });

  it('the button of passkeys is shown where passkeys are known, and nowhere else', async () => {
    const person = someone();
    await register(product.visitor(), person);
    const profile = await engine.profile();
    const visit = new Visit(await profile.tab(), product.url);
    const knows = name !== 'WebKitGTK';
    await visit.open('/login');
    expect((await visit.at('/login')).buttons).toEqual(['Log in', ...(knows ? ['Use a passkey'] : [])]);
    await visit.logIn(person.username, PASSWORD);
    await visit.at('/dashboard');
    await visit.open('/settings/passkeys');
    const { buttons, text } = await visit.at('/settings/passkeys');
    expect(buttons).toEqual(knows ? ['Add a passkey'] : []);
    expect(text.includes('This browser cannot add a passkey here.')).toBe(!knows);

    const byAddress = new Visit(await profile.tab(), product.url.replace('localhost', '127.0.0.1'));
    await byAddress.open('/login');
    expect((await byAddress.at('/login')).buttons).toEqual(['Log in']);
    await profile.close();
  });
});
