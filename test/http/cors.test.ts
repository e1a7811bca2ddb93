import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { signIn, type Visitor } from '../support/visitor.js';
import { knownPaths } from './known-paths.js';
import { raw, type RawAnswer } from './raw.js';

let product: Product;
let member: Visitor;
let paths: string[];

beforeAll(async () => {
  product = await Product.start();
  member = product.visitor();
  await signIn(member);
  paths = [...(await knownPaths(product)).map(([path]) => path), '/settings/sessions/x/revoke', '/nothing', '/%zz'];
});

afterAll(() => product.remove());

/** Foreign, opaque, ours, and what a careless comparison would take for ours. */
function origins(): string[] {
  const { host, hostname, port } = new URL(product.url);
  return ['null', '', 'http://evil.example', 'file://', product.url, `https://${host}`, `http://evil.${host}`, `http://${host}.evil.example`, `http://${hostname}`, `http://${hostname}:${port}0`, `http://${host}@evil.example`]; // prettier-ignore
}

const noPermission = ({ headers }: RawAnswer) =>
  Object.keys(headers).filter((name) => /^access-control-|^timing-allow/.test(name));

describe('scripts of another site', () => {
  it('may read no answer, whatever origin they have', async () => {
    const cookies = `Cookie: ${[...member.cookies].map((cookie) => cookie.join('=')).join('; ')}`;
    for (const path of paths) {
      for (const accept of ['text/html', 'application/json']) {
        const plain = await raw(product.url, `GET ${path}`, [cookies, `Accept: ${accept}`]);
        for (const origin of origins()) {
          const answer = await raw(product.url, `GET ${path}`, [cookies, `Accept: ${accept}`, `Origin: ${origin}`]);
          expect([path, origin, answer.status, noPermission(answer)]).toEqual([path, origin, plain.status, []]);
        }
      }
    }
  });

  it('are permitted nothing when they ask before', async () => {
    for (const path of paths) {
      const plain = await raw(product.url, `OPTIONS ${path}`);
      for (const origin of origins()) {
        const asked = ['Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: content-type', 'Access-Control-Request-Private-Network: true']; // prettier-ignore
        const answer = await raw(product.url, `OPTIONS ${path}`, [`Origin: ${origin}`, ...asked]);
        expect([path, origin, answer.status, noPermission(answer)]).toEqual([path, origin, plain.status, []]);
      }
    }
  });

  it('get no script that would carry data to them', async () => {
    for (const path of ['/session', '/dashboard', '/profile']) {
      const { headers, text } = await member.get(`${path}?callback=steal&jsonp=steal&_callback=steal`, 'json');
      expect(text).toMatch(/^\{.*\}$/);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(text).not.toContain('steal');
    }
  });
});
