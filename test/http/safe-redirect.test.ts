import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { type Answer, logIn, type Person, register, signIn, someone } from '../support/visitor.js';
import { hostileAddresses } from './hostile-addresses.js';

let product: Product;
let person: Person;
let hostile: string[];

beforeAll(async () => {
  product = await Product.start();
  person = someone();
  await register(product.visitor(), person);
  hostile = hostileAddresses(product.url);
});

afterAll(() => product.remove());

const query = (next: string) => `next=${encodeURIComponent(next.toWellFormed())}`;

/** Where a browser on the login page would go, judged by its own parser; on another name of ours as well. */
function expectHome(address: unknown, next: string): void {
  expect(address, JSON.stringify(next)).toBeTypeOf('string');
  const text = String(address);
  // There are no control characters and nothing but ASCII, so that what was judged is what is sent.
  expect(text, JSON.stringify(next)).toMatch(/^\/[\x21-\x7e]*$/);
  for (const origin of [product.url, 'http://127.0.0.1:8080']) {
    const resolved = new URL(text, `${origin}/login`);
    expect([next, resolved.origin, resolved.username]).toEqual([next, origin, '']);
    expect([next, new URL(text.replaceAll('\\', '/'), origin).origin]).toEqual([next, origin]);
  }
}

/** Requests are sent in portions, so that a thousand of them take seconds. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += 12) await Promise.all(items.slice(start, start + 12).map(work));
}

// This test sends thousands of requests.
describe('a hostile next leads nowhere but home', { timeout: 60_000 }, () => {
  it('there are hundreds of them', () => expect(hostile.length).toBeGreaterThan(500));

  it.each(['/login', '/register'])('GET %s: links, hidden field and JSON', async (path) => {
    await each(hostile, async (next) => {
      const json = await product.visitor().get(`${path}?${query(next)}`, 'json');
      expect([next, json.status]).toEqual([next, 200]);
      if (json.json['next'] !== null) expectHome(json.json['next'], next);
      const html = (await product.visitor().get(`${path}?${query(next)}`)).text;
      const hidden = /<input type="hidden" name="next" value="([^"]*)"/.exec(html)?.[1];
      expect(hidden?.replaceAll('&amp;', '&') ?? null).toBe(json.json['next']);
      for (const [, link = ''] of html.matchAll(/(?:href|action|src)="([^"]*)"/g)) {
        expect([next, new URL(link.replaceAll('&amp;', '&'), product.url).origin]).toEqual([next, product.url]);
      }
    });
  });

  it('POST /login, and GET /login of who is signed in', async () => {
    const member = product.visitor();
    await signIn(member);
    await each(hostile, async (next) => {
      const html = await logIn(product.visitor(), person, 'html', { next });
      expect([next, html.status]).toEqual([next, 303]);
      expectHome(html.headers.get('location'), next);
      expectHome((await logIn(product.visitor(), person, 'json', { next })).json['redirectTo'], next);
      const already = await member.get(`/login?${query(next)}`);
      expect([next, already.status]).toEqual([next, 303]);
      expectHome(already.headers.get('location'), next);
    });
  });

  it('POST /register, accepted or refused, and again of who is signed in', async () => {
    const member = product.visitor();
    await signIn(member);
    const pick = hostile.filter((_next, index) => index % 3 === 0);
    await each(pick, async (next) => {
      const { password, ...names } = someone();
      const fields = { ...names, password, passwordConfirmation: password, next };
      const refused = await product.visitor().post('/register', { ...fields, email: 'x' }, 'html');
      const hidden = /name="next" value="([^"]*)"/.exec(refused.text)?.[1];
      if (hidden !== undefined) expectHome(hidden.replaceAll('&amp;', '&'), next);
      const answer = await product.visitor().post('/register', fields, 'html');
      expect([next, answer.status]).toEqual([next, 303]);
      const login = new URL(answer.headers.get('location') ?? '', product.url);
      expect([next, login.origin, login.pathname]).toEqual([next, product.url, '/login']);
      if (login.searchParams.has('next')) expectHome(login.searchParams.get('next'), next);
      expectHome((await member.post('/register', fields, 'html')).headers.get('location'), next);
    });
  });

  it('whatever Host, X-Forwarded-Host and Referer say', async () => {
    // A form of another site would be refused: this says that it is ours.
    const claims = {
      'sec-fetch-site': 'same-origin',
      'x-forwarded-host': 'evil.example',
      referer: 'http://evil.example/',
      forwarded: 'host=evil.example',
    };
    const visitor = product.visitor(claims);
    for (const answer of [await visitor.get('/dashboard'), await logIn(visitor, person, 'html'), await visitor.post('/logout')]) {
      expectHome(answer.headers.get('location'), 'none');
      expect(answer.text).not.toContain('evil.example');
    }
  });
});

/** Addresses of ours, with what a browser has to get. */
const GOOD: [next: string, arrives: string][] = [
  ...['/', '/profile', '/settings/', '/a/b/c', '/a?b=c&d=e', '/a?b=c#d', '/#top', '/?q=1', '/a?', '/a#', '/a?#', '/a%20b?c=%20d', '/caf%C3%A9', '/a%2Fb', '/a?next=https%3A%2F%2Fx.example%2F', '/a?u=//x.example', '/a?u=https://x.example/', '/a//b', '/a;b=c', '/@user', '/~a/b', '/a:b', '/a?b=%00', '/a+b?c+d', "/a(b)*'!", '/%E2%82%AC?%E2%82%AC', '/login', '/a?x=1&x=2', `/${'x'.repeat(2_047)}`].map((path): [string, string] => [path, path]), // prettier-ignore
  ['/caf\u00e9', '/caf%C3%A9'],
  ['/\u65e5\u672c?q=\u8a9e#\u6771', '/%E6%97%A5%E6%9C%AC?q=%E8%AA%9E#%E6%9D%B1'],
  ['/a b', '/a%20b'],
  ['/\ud83d\ude00', '/%F0%9F%98%80'],
  ['ORIGIN/a?b=c#d', '/a?b=c#d'],
  ['ORIGIN', '/'],
  ['ORIGIN/', '/'],
  ['ORIGIN?a=b', '/?a=b'],
];

describe('a good next arrives unchanged', () => {
  it.each(GOOD)('%s', async (written, arrives) => {
    const next = written.replace('ORIGIN', product.url);
    const member = product.visitor();
    await signIn(member);
    for (const path of ['/login', '/register']) {
      expect((await product.visitor().get(`${path}?${query(next)}`, 'json')).json['next']).toBe(arrives);
      expect((await member.get(`${path}?${query(next)}`)).headers.get('location')).toBe(arrives);
    }
    expect((await logIn(product.visitor(), person, 'html', { next })).headers.get('location')).toBe(arrives);
    expect((await logIn(product.visitor(), person, 'json', { next })).json['redirectTo']).toBe(arrives);
    expect((await member.post('/register', { next }, 'json')).json['redirectTo']).toBe(arrives);
  });

  it('through a failed login, a wrong field and a trip through /register', async () => {
    const next = '/profile?a=1&b=%C3%A9#c';
    const visitor = product.visitor();
    const newcomer = someone();
    const fields = { ...newcomer, passwordConfirmation: newcomer.password, next };
    const keeps = ({ text }: Answer) => {
      expect(text).toContain(`<input type="hidden" name="next" value="${next.replaceAll('&', '&amp;')}"`);
      // Every link between the two pages carries it, the navigation's own too.
      const links = [...text.matchAll(/href="(\/(?:login|register)[^"]*)"/g)].map(([, link]) => link);
      expect(links.length).toBeGreaterThanOrEqual(3);
      for (const link of links) expect(link).toContain(`?next=${encodeURIComponent(next)}`);
    };
    keeps(await visitor.get(`/login?${query(next)}`));
    keeps(await logIn(visitor, newcomer, 'html', { next }));
    keeps(await visitor.post('/login', { identifier: '', password: '', next }));
    keeps(await visitor.get(`/register?${query(next)}`));
    keeps(await visitor.post('/register', { ...fields, passwordConfirmation: 'x' }));
    const created = await visitor.post('/register', fields);
    expect(created.headers.get('location')).toBe(`/login?${query(next)}`);
    keeps(await visitor.get(created.headers.get('location') ?? ''));
    expect((await logIn(visitor, newcomer, 'html', { next })).headers.get('location')).toBe(next);
  });
});
