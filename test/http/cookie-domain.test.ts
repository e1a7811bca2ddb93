import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStorage, Product } from '../support/product.js';
import { FORMATS, linesOf, logIn, type Person, register, someone, type Visitor } from '../support/visitor.js';

const PROXIED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
const SHARED = { COOKIE_DOMAIN: 'example.org', TRUST_PROXY: '1' };
const ATTRIBUTES = 'Domain=example.org; Path=/; ';

/** The scheme that visitors use; the names of what signs in, the prefix of what does not, and the attributes of both. */
const SCHEMES = [
  ['https', '__Secure-session', '__Secure-remember', '__Host-', 'HttpOnly; Secure; SameSite=Lax'],
  // In development the cookies can have no prefix, and are shared all the same.
  ['http', 'session', 'remember', '', 'HttpOnly; SameSite=Lax'],
] as const;

/** What a cookie was set with, but for its value and its end. */
const attributesOf = (line = '') => line.replace(/^[^;]*; /, '').replace(/(Expires|Max-Age)=[^;]+; /gi, '');

describe.each(SCHEMES)('with COOKIE_DOMAIN on %s', (scheme, session, remember, ownPrefix, safety) => {
  let product: Product;
  let person: Person;

  beforeAll(async () => {
    product = await Product.start({ ...SHARED, PUBLIC_URL: `${scheme}://gate.example.org` });
    person = someone();
    await register(visitor(), person);
  });

  afterAll(() => product.remove());

  const visitor = () => product.visitor(PROXIED);

  async function remembered(): Promise<Visitor> {
    const browser = visitor();
    await logIn(browser, person, 'json', { remember: true });
    return browser;
  }

  it.each(FORMATS)('what signs in is shared, set and cleared alike; what does not is this host\u2019s (%s)', async (format) => {
    const browser = visitor();
    const login = await logIn(browser, person, format, { remember: 'on' });
    expect(login.setCookies.map((line) => line.split('=')[0])).toEqual(expect.arrayContaining([remember, session]));
    for (const name of [session, remember]) expect(attributesOf(linesOf(name, login)[0])).toBe(ATTRIBUTES + safety);
    const logout = await browser.post('/logout', {}, format);
    for (const name of [session, remember]) {
      const [line, ...more] = linesOf(name, logout);
      expect([line?.startsWith(`${name}=;`), attributesOf(line), more]).toEqual([true, ATTRIBUTES + safety, []]);
    }
    expect([...browser.cookies.keys()]).not.toContain(session);
    const [told] = linesOf(`${ownPrefix}flash`, await visitor().get('/dashboard'));
    const [device] = linesOf(`${ownPrefix}device`, login);
    for (const line of [told, device]) expect(attributesOf(line)).toBe(`Path=/; ${safety}`);
  });

  it('every other way that sets or clears them keeps to it', async () => {
    const browser = await remembered();
    const lines = [...(await browser.post('/confirm', { password: person.password })).setCookies];
    lines.push(...(await browser.post('/settings/sessions/revoke-others')).setCookies);
    browser.cookies.delete(session);
    lines.push(...(await browser.get('/dashboard')).setCookies);
    const stolen = (await remembered()).copy();
    await stolen.copy().post('/settings/sessions/revoke-others');
    lines.push(...(await stolen.get('/dashboard')).setCookies);
    // What nobody signed is left alone, whatever its name.
    browser.cookies.set(session, 's%3Aforged.x').set(remember, 'forged.x');
    expect((await browser.get('/session')).setCookies).toEqual([]);
    const shared = lines.filter((line) => /^(__\w+-)?(session|remember)=/.test(line));
    expect(shared.length).toBeGreaterThanOrEqual(5);
    for (const line of shared) {
      expect(line.split('=')[0]).toMatch(new RegExp(`^(${session}|${remember})$`));
      expect(attributesOf(line)).toBe(ATTRIBUTES + safety);
    }
  });

  it('forward auth accepts them', async () => {
    const browser = await remembered();
    expect((await browser.get('/auth/verify', 'json')).status).toBe(204);
    browser.cookies.delete(session);
    expect((await browser.get('/auth/verify', 'json')).status).toBe(401);
    expect((await browser.get('/login?next=/profile')).headers.get('location')).toBe('/profile');
    expect((await browser.get('/auth/verify', 'json')).status).toBe(204);
  });
});

describe('cookies from before the switch', () => {
  it('are ignored, in either direction: sign-in starts anew, once', async () => {
    const storage = await freshStorage();
    const person = someone();
    let old: Visitor | undefined;
    for (const shared of [{}, SHARED, {}]) {
      const product = await Product.on(storage, { TRUST_PROXY: '1', PUBLIC_URL: 'https://gate.example.org', ...shared });
      if (old === undefined) await register(product.visitor(PROXIED), person);
      else {
        const browser = old.copy(product.url, PROXIED);
        const first = await browser.get('/dashboard');
        expect([first.status, first.headers.get('location')]).toEqual([303, '/login?next=%2Fdashboard']);
        expect((await browser.get('/login')).status).toBe(200);
        await logIn(browser, person, 'html', { remember: 'on' });
        // The old ones stay in the browser, and do no harm.
        expect([...browser.cookies.keys()].filter((name) => /session|remember/.test(name))).toHaveLength(4);
        expect((await browser.get('/dashboard')).status).toBe(200);
        expect((await browser.get('/auth/verify', 'json')).status).toBe(204);
      }
      old = product.visitor(PROXIED);
      await logIn(old, person, 'json', { remember: true });
      await product.close();
    }
    await storage.remove();
  });
});
