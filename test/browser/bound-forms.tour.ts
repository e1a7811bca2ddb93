import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { isSignedIn, logIn, PASSWORD, type Person, register, someone, type Visitor } from '../support/visitor.js';
import { SUBMIT } from './deeds.js';
import type { Engine, Profile } from './engine.js';
import { ENGINES } from './engines.js';
import { Visit } from './visit.js';

const LOG_OUT_OTHERS = 'form[action$=revoke-others] button';

describe.each(ENGINES)('a form that stays open in $name', ({ start }) => {
  let product: Product;
  let engine: Engine;
  let profile: Profile;

  beforeAll(async () => {
    [product, engine] = await Promise.all([Product.start(), start()]);
  });

  afterAll(async () => {
    await engine.close();
    await product.remove();
  });

  beforeEach(async () => {
    profile = await engine.profile();
  });

  afterEach(() => profile.close());

  /** Somebody with an account, who is signed in on a phone. */
  const somebody = async (): Promise<[Person, Visitor]> => {
    const [account, phone] = [someone(), product.visitor()];
    await register(phone, account);
    await logIn(phone, account);
    return [account, phone];
  };

  const signIn = async (visit: Visit, { username }: Person) => {
    await visit.open('/login');
    await visit.logIn(username, PASSWORD);
    await visit.at('/dashboard');
  };

  it('while another account signs in beside it does nothing to that one, and says who is signed in', async () => {
    const [one, other] = [new Visit(await profile.tab(), product.url), new Visit(await profile.tab(), product.url)];
    const [[first, firstPhone], [second, secondPhone]] = [await somebody(), await somebody()];
    await signIn(one, first);
    await one.open('/settings/sessions');
    await other.open('/logout');
    await other.tab.press('main form[action="/logout"] button');
    await other.at('/login');
    await signIn(other, second);
    await one.tab.press(LOG_OUT_OTHERS);
    const { text } = await one.at('/settings/sessions/revoke-others');
    expect(text).toContain(second.username);
    expect([await isSignedIn(firstPhone), await isSignedIn(secondPhone)]).toEqual([true, true]);
    await other.open('/dashboard');
    expect((await other.at('/dashboard')).greeted).toBe(second.username);
  });

  it('until its session has ended leads to the login, says why, and from there to its own page', async () => {
    const visit = new Visit(await profile.tab(), product.url);
    const [account, phone] = await somebody();
    await visit.open('/login');
    await visit.tab.fill({ identifier: account.username, password: PASSWORD });
    await visit.tab.press(SUBMIT);
    await visit.at('/dashboard');
    await visit.open('/settings/password');
    await visit.tab.fill({ currentPassword: PASSWORD, password: 'x', passwordConfirmation: 'x' });
    await phone.post('/settings/sessions/revoke-others');
    await visit.tab.press(SUBMIT);
    const { messages } = await visit.at('/login?next=%2Fsettings%2Fpassword');
    expect(messages.join()).toMatch(/log in/i);
    await visit.logIn(account.username, PASSWORD);
    await visit.at('/settings/password');
  });
});
