import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guide } from '../../support/observing.js';
import { Product } from '../../support/product.js';
import { register, signIn, someone, type Visitor } from '../../support/visitor.js';
import { LookModule } from './look.module.js';

let product: Product;
let guest: Visitor;
let member: Visitor;

beforeAll(async () => {
  product = await Product.start({}, [LookModule]);
  [guest, member] = [product.visitor(), product.visitor()];
  await signIn(member);
});

afterAll(() => product.remove());

/** The paths that a page names by this pattern. */
const named = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, path = '']) => path);
const policy = (headers: Headers) => (headers.get('content-security-policy') ?? '').split(';');

describe("a site's look", () => {
  it('has its name in the title, in the header and in the footer, and ours nowhere', async () => {
    for (const { text } of [await guest.get('/'), await guest.get('/nothing'), await member.get('/dashboard')]) {
      expect(text).toMatch(/<title>[^<]* · ACME<\/title>.*<img[^>]*>ACME<.*<footer[^>]*>ACME</s);
      expect(text.toLowerCase()).not.toContain('>gatehouse');
    }
    expect((await guest.post('/login', {}, 'html')).text).not.toContain('Gatehouse<');
    const refused = await guest.post('/login', { identifier: 'x', password: 'x' });
    expect(refused.headers.get('www-authenticate')).toContain('realm="ACME"');
  });

  it('has its stylesheet after ours, its script on every page, its logo and its favicon', async () => {
    const { text } = await guest.get('/login');
    expect(named(text, /rel="stylesheet" href="\/assets\/([\w-]+)\./g)).toEqual(['bootstrap', 'gatehouse', 'acme']);
    expect(text).toMatch(/<script src="\/assets\/acme\.[0-9a-f]{12}\.js" defer><\/script><\/head>/);
    expect(text).toMatch(/<img src="\/assets\/logo\.[0-9a-f]{12}\.svg" width="40" height="28"/);
    expect(text).toMatch(/<link rel="icon" href="\/assets\/favicon\.[0-9a-f]{12}\.svg" type="image\/svg\+xml"/);
  });

  it('is served for a year under names with a hash, the font that its stylesheet names too', async () => {
    const [sheet = ''] = named((await guest.get('/')).text, /href="(\/assets\/acme[^"]+)"/g);
    const css = await guest.get(sheet);
    const [font = ''] = named(css.text, /url\((\/assets\/acme\.[0-9a-f]{12}\.woff)\)/g);
    const files = [css, await guest.get(font)];
    expect(files.map(({ status, headers }) => [status, headers.get('content-type'), headers.get('cache-control')])).toEqual([
      [200, 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
      [200, 'font/woff', 'public, max-age=31536000, immutable'],
    ]);
  });

  it('shows a signed-in visitor pictures that no cache keeps, so that Chromium does not keep the page', async () => {
    const { text } = await member.get('/dashboard');
    expect(text).toContain('<img src="/logo.svg" width="40"');
    expect((await guest.get('/logo.svg')).headers.get('cache-control')).toBe('no-store');
  });

  it('is that of the guide', () => {
    expect(guide('look')).toContain(readFileSync(new URL('./public/acme.css', import.meta.url), 'utf8'));
  });

  it('is whom a mail comes from that is only kept', async () => {
    const person = someone();
    await register(product.visitor(), person);
    expect((await product.mailbox(person.email).next()).raw).toMatch(/^From: ACME <no-reply@localhost>\r?$/m);
  });

  it('is a name that no password may be', async () => {
    const refused = await guest.post('/register', { username: 'rita', password: 'acme' }, 'json');
    expect(refused.json['errors'].password).toContain(
      'Your password must not be your username, your email address or the name of this site',
    );
  });
});

describe('the Content-Security-Policy', () => {
  it('has what the feature asks for on every page, and fonts of the look', async () => {
    const { headers } = await guest.get('/');
    expect(policy(headers)).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "font-src 'self'",
        "img-src 'self' data: https://images.example.org",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy(headers).join()).not.toContain('connect-src');
  });

  it('has what one page asks for on that page alone', async () => {
    expect(policy((await guest.get('/live')).headers)).toContain("connect-src 'self'");
    expect((await guest.get('/live')).text).toMatch(/<script src="\/assets\/live\.[0-9a-f]{12}\.js"/);
  });
});
