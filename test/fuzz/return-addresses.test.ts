import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SafeRedirect } from '../../src/http/routing/safe-redirect.js';
import { Product } from '../support/product.js';
import { signIn, type Visitor } from '../support/visitor.js';
import { anyAddress } from './hostile-addresses.js';
import { PATIENCE, seeded } from './seeded.js';

let product: Product;
let member: Visitor;

beforeAll(async () => {
  product = await Product.start();
  member = product.visitor();
  await signIn(member);
});

afterAll(() => product.remove());

/** A browser on any page of ours, at any of our names, stays there; and its parser changes nothing of what was sent. */
function expectHome(location: string): void {
  expect(location).toMatch(/^\/[\x21-\x7e]*$/);
  for (const origin of [product.url, 'http://127.0.0.1:8080', 'https://gate.example.org']) {
    for (const page of ['/', '/login', '/register?next=/x', '/a/b/c/']) {
      const arrived = new URL(location, origin + page);
      expect([arrived.origin, arrived.username, arrived.href.slice(origin.length)]).toEqual([origin, '', location]);
    }
    // Parsers that read a backslash as a slash, or decode before they read, come to the same end.
    for (const other of [
      location.replaceAll('\\', '/'),
      location.replace(/%(5c|2f|[01][\da-f]|7f)/gi, (code) => decodeURIComponent(code)),
    ]) {
      expect(new URL(other, origin).origin).toBe(origin);
    }
  }
}

const lazily = <T>(arbitrary: () => fc.Arbitrary<T>) => fc.constant(null).chain(arbitrary);
const address = lazily(() => anyAddress(product.url));

describe('a return address', () => {
  it(
    'that is safe leads home, whatever was asked for, and is judged the same again',
    () => {
      const safeRedirect = product.app.get(SafeRedirect);
      const property = fc.property(address, (next) => {
        const judged = safeRedirect.check(next);
        if (judged === null) return;
        expectHome(judged);
        expect(safeRedirect.check(judged)).toBe(judged);
      });
      fc.assert(property, seeded(3_000));
    },
    PATIENCE,
  );

  it(
    'is sent exactly as it was judged, or is the default page',
    async () => {
      const property = fc.asyncProperty(address, fc.constantFrom('/login', '/register'), async (next, path) => {
        const query = `${path}?next=${encodeURIComponent(next.toWellFormed())}`;
        // A URL may have 8 KiB; the form below has no such limit.
        fc.pre(query.length < 8_000);
        const judged = (await product.visitor().get(query, 'json')).json['next'] as string | null;
        const answer = await member.get(query);
        expect([answer.status, answer.headers.get('location')]).toEqual([303, judged ?? '/dashboard']);
        expectHome(answer.headers.get('location') ?? '');
        const posted = await member.post('/register', { next }, 'json');
        expect(posted.json['redirectTo']).toBe(product.app.get(SafeRedirect).orDefault(next));
      });
      await fc.assert(property, seeded(60));
    },
    PATIENCE,
  );
});
