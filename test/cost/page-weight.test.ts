import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { signIn, type Visitor } from '../support/visitor.js';

/** Bytes of a page with all that it names, as a browser gets them over a slow line. */
const AT_MOST = 60_000;

const GUEST_PAGES = ['/', '/login', '/register', '/nothing'];
const MEMBER_PAGES = [
  '/',
  '/dashboard',
  '/profile',
  '/settings',
  '/settings/sessions',
  '/settings/password',
  '/confirm',
  '/logout',
];

let product: Product;
let guest: Visitor;
let member: Visitor;

beforeAll(async () => {
  product = await Product.start();
  [guest, member] = [product.visitor(), product.visitor()];
  await signIn(member);
});

afterAll(() => product.remove());

const pages: [path: string, who: string, visitor: () => Visitor][] = [
  ...GUEST_PAGES.map((path): [string, string, () => Visitor] => [path, 'a guest', () => guest]),
  ...MEMBER_PAGES.map((path): [string, string, () => Visitor] => [path, 'a member', () => member]),
];

it.each(pages)('%s of %s weighs less than 60 KB with everything that it names', async (path, _who, visitor) => {
  const { text } = await visitor().get(path);
  const named = [...text.matchAll(/<(?:link|img|script|iframe|source|object|embed)\b[^>]*\b(?:href|src|data)="([^"]+)"/g)];
  const paths = [...new Set(named.map(([, address = '']) => address))];
  // There are stylesheets and an icon at least, all of them ours.
  expect(paths.length).toBeGreaterThanOrEqual(3);
  // One file of a signed-in page is kept by no cache, so that Chromium does not keep the page either.
  const uncached = visitor() === member ? ['/icon.svg'] : [];
  expect(paths.filter((address) => !address.startsWith('/assets/'))).toEqual(uncached);
  const weights = await Promise.all(paths.map((address) => compressed(address)));
  const weight = weights.reduce((sum, bytes) => sum + bytes, gzipSync(text).length);
  expect(weight).toBeLessThan(AT_MOST);
  console.info(`${path}: ${weight} bytes`);
});

it.each(pages)('%s of %s has no script but small files of ours, nor may it have another', async (path, _who, visitor) => {
  const { text, headers } = await visitor().get(path);
  expect(text).not.toMatch(/<script(?! src="\/assets\/[\w.-]+" defer)|\son[a-z]+\s*=|javascript:/i);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'self'(;|$)/);
});

/** The bytes on the wire for a browser that takes gzip. */
async function compressed(address: string): Promise<number> {
  const { headers } = await guest.get(address, 'html', { 'accept-encoding': 'gzip' });
  expect(headers.get('content-encoding')).toBe('gzip');
  return Number(headers.get('content-length'));
}
