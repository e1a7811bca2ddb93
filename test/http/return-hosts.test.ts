import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { type Answer, logIn, type Person, signIn, someone, type Visitor } from '../support/visitor.js';
import { hostileAddresses } from './hostile-addresses.js';

/** `next` as it is written, and as a browser has to get it: all of it, as its own parser spells it. */
const ALLOWED: [next: string, arrives: string][] = [
  ...['https://app.example.org/', 'https://app.example.org/a/b?c=d&e=%20#f', 'https://other.example.org:8443/a', 'https://app.example.org/a?next=https://evil.example/', 'https://app.example.org//a', 'https://app.example.org/%2f%5c', 'https://app.example.org/?\\evil.example', `https://app.example.org/${'x'.repeat(2_024)}`].map((whole): [string, string] => [whole, whole]), // prettier-ignore
  ['https://app.example.org', 'https://app.example.org/'],
  ['HTTPS://APP.example.ORG/A', 'https://app.example.org/A'],
  ['https://app.example.org:443/a', 'https://app.example.org/a'],
  ['https://app.example.org?a=b', 'https://app.example.org/?a=b'],
  ['https://app.example.org/caf\u00e9 b', 'https://app.example.org/caf%C3%A9%20b'],
  ['https://app.example.org/a/../b', 'https://app.example.org/b'],
  ['https://b\u00fccher.example/a', 'https://xn--bcher-kva.example/a'],
];

/** Look like one of the hosts, and are none. */
const REFUSED = ['http://app.example.org/', 'https://app.example.org:444/', 'https://app.example.org:80/', 'https://other.example.org/', 'https://other.example.org:443/', 'https://www.app.example.org/', 'https://example.org/', 'https://xapp.example.org/', 'https://app.example.org./', 'https://app.example.org.evil.example/', 'https://app.example.org@evil.example/', 'https://user@app.example.org/', 'https://user:pass@app.example.org/', 'https://:@app.example.org@evil.example/', 'https://evil.example#app.example.org', 'https://evil.example?https://app.example.org/', 'https://evil.example\\@app.example.org/', 'https://app.example.org\\.evil.example/', 'https://app.example.org\\@evil.example/', 'https://app.example.org%2eevil.example/', 'https://app.example.org%00.evil.example/', 'https://app\u3002example\u3002org.evil.example/', '//app.example.org/', '///app.example.org/', '/\\app.example.org/', '\\\\app.example.org/', 'https:app.example.org/', 'https:/app.example.org/', 'https:\\\\app.example.org/', 'https:/\\app.example.org/', 'ht\ttps://app.example.org/', 'https://app.exa\nmple.org/', ' https://app.example.org/', '\u0001https://app.example.org/', 'wss://app.example.org/', 'ftp://app.example.org/', 'javascript://app.example.org/%0aalert(1)', 'blob:https://app.example.org/x', 'app.example.org/', 'https://app.example.org/\r\nSet-Cookie: a=b', `https://app.example.org/${'x'.repeat(2_025)}`, `https://app.example.org/${'\u00e9'.repeat(500)}`, 'https://[', 'https://']; // prettier-ignore

let product: Product;
/** Without the setting: nobody may be sent to another host. */
let closed: Product;
let person: Person;
let member: Visitor;

beforeAll(async () => {
  product = await Product.start({ ALLOWED_RETURN_HOSTS: 'app.example.org, Other.example.org:8443,b\u00fccher.example' });
  closed = await Product.start();
  member = product.visitor();
  person = await signIn(member);
});

afterAll(async () => {
  await product.remove();
  await closed.remove();
});

const query = (next: string) => `next=${encodeURIComponent(next)}`;
const hiddenNext = ({ text }: Answer) => /name="next" value="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');

describe('an address on a host of ALLOWED_RETURN_HOSTS', () => {
  it.each(ALLOWED)('%s arrives as it was judged, by every way', async (next, arrives) => {
    for (const path of ['/login', '/register']) {
      expect((await product.visitor().get(`${path}?${query(next)}`, 'json')).json['next']).toBe(arrives);
      expect((await member.get(`${path}?${query(next)}`)).headers.get('location')).toBe(arrives);
      expect((await member.get(`${path}?${query(next)}`, 'json')).json['redirectTo']).toBe(arrives);
    }
    expect((await logIn(product.visitor(), person, 'html', { next })).headers.get('location')).toBe(arrives);
    expect((await logIn(product.visitor(), person, 'json', { next })).json['redirectTo']).toBe(arrives);
    expect((await member.post('/confirm', { password: person.password, next }, 'json')).json['redirectTo']).toBe(arrives);
  });

  it('survives a failed login, a wrong field and a trip through /register', async () => {
    const next = 'https://app.example.org/a?b=1&c=%C3%A9#d';
    const visitor = product.visitor();
    const newcomer = someone();
    const fields = { ...newcomer, passwordConfirmation: newcomer.password, next };
    const keeps = (answer: Answer) => {
      expect(hiddenNext(answer)).toBe(next);
      const links = [...answer.text.matchAll(/href="(\/(?:login|register)[^"]*)"/g)].map(([, link]) => link);
      expect(links.length).toBeGreaterThanOrEqual(3);
      for (const link of links) expect(link).toContain(`?${query(next)}`);
    };
    keeps(await visitor.get(`/login?${query(next)}`));
    keeps(await logIn(visitor, newcomer, 'html', { next }));
    keeps(await visitor.post('/login', { identifier: '', password: '', next }));
    keeps(await visitor.post('/register', { ...fields, passwordConfirmation: 'x' }));
    expect((await visitor.post('/register', fields)).headers.get('location')).toBe(`/login?${query(next)}`);
    expect((await logIn(visitor, newcomer, 'html', { next })).headers.get('location')).toBe(next);
  });

  it('may be the target of a form: Chromium holds the redirect after one to this policy', async () => {
    const csp = (await product.visitor().get('/login')).headers.get('content-security-policy');
    expect(csp).toContain(
      "form-action 'self' https://app.example.org https://other.example.org:8443 https://xn--bcher-kva.example;",
    );
    expect((await closed.visitor().get('/login')).headers.get('content-security-policy')).toContain("form-action 'self';");
  });
});

describe('the default page is where all others lead', () => {
  it.each(REFUSED)('%s', async (next) => {
    expect((await product.visitor().get(`/login?${query(next)}`, 'json')).json['next']).toBeNull();
    expect((await member.get(`/login?${query(next)}`)).headers.get('location')).toBe('/dashboard');
    expect((await logIn(product.visitor(), person, 'html', { next })).headers.get('location')).toBe('/dashboard');
    expect((await logIn(product.visitor(), person, 'json', { next })).json['redirectTo']).toBe('/dashboard');
  });

  it('for hundreds of hostile ones too, and without the setting for those on the hosts', async () => {
    const hostile = hostileAddresses(product.url);
    expect(hostile.length).toBeGreaterThan(500);
    for (const next of hostile) {
      const { json } = await member.get(`/login?${query(next.toWellFormed())}`, 'json');
      expect([next, new URL(String(json['redirectTo']), product.url).origin]).toEqual([next, product.url]);
    }
    for (const [next] of ALLOWED) {
      expect((await closed.visitor().get(`/login?${query(next)}`, 'json')).json['next']).toBeNull();
    }
  });
});
