import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/http/errors/problem.js';
import { documentedRows } from '../support/observing.js';
import { Product } from '../support/product.js';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

const FILE = 'docs/http-api.md';

let product: Product;

beforeAll(async () => {
  product = await Product.start({
    NODE_ENV: 'development',
    SECURITY_CONTACT: 'security@example.org',
    WEBAUTHN_ORIGINS: 'https://shop.example.org',
  });
});

afterAll(() => product.remove());

/** Each path of Express' router with its methods, as the document lists them. */
function routes(): Map<string, string> {
  const { stack } = product.app.getHttpAdapter().getInstance().router as unknown as { stack: Layer[] };
  const found = stack.flatMap(({ route }) => (route === undefined ? [] : [route]));
  return new Map(
    [...Map.groupBy(found, ({ path }) => path)].map(([path, own]) => [path, own.flatMap(({ methods }) => Object.keys(methods)).join(', ').toUpperCase()]), // prettier-ignore
  );
}

const documentedRoutes = () => documentedRows(FILE, 'path').map(({ key, cells: [, methods = ''] }) => [key, methods] as const);

describe('docs/http-api.md', () => {
  it('has every route of the router, with its methods', () => {
    expect([...documentedRoutes()]).toEqual(expect.arrayContaining([...routes()]));
  });

  it('has no route that is not there', async () => {
    const visitor = product.visitor();
    for (const [path, methods] of documentedRoutes()) {
      const { headers } = await visitor.send(path, { method: 'OPTIONS' });
      const allowed = (headers.get('allow') ?? '').split(', ').filter((method) => method === 'GET' || method === 'POST');
      expect([path, allowed.join(', ')]).toEqual([path, methods]);
    }
  });

  it('has every code of a problem, with its status, and no other', () => {
    const codes = documentedRows(FILE, 'code').map(({ key, cells: [, status] }) => [key, status]);
    expect(codes).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => [code, String(status)]));
  });

  it('has every field of a registration that a rule is told for', async () => {
    const { json } = await product.visitor().post('/register', {}, 'json');
    const fields = documentedRows(FILE, 'field').map(({ key }) => key);
    expect(fields).toEqual(expect.arrayContaining(Object.keys(json['errors'])));
  });

  it('has every cookie, by its name on plain HTTP', async () => {
    const names = documentedRows(FILE, 'cookie').map(({ key }) => key);
    const visitor = product.visitor();
    await visitor.get('/profile');
    const person = { username: 'ada', email: 'ada@example.org', password: 'a sentence is fine' };
    await visitor.post('/register', { ...person, passwordConfirmation: person.password }, 'json');
    await visitor.post('/login', { identifier: 'ada', password: person.password, remember: true }, 'json');
    // These belong to passkeys, to a login with further steps, to a form that keeps its draft, to a device that is trusted and
    // to an administrator who acts as somebody.
    visitor.cookies.set('pending', '').set('draft', '').set('trusted', '').set('passkey', '').set('own-session', '');
    expect([...visitor.cookies.keys()].toSorted((one, other) => one.localeCompare(other))).toEqual(
      names.toSorted((one, other) => one.localeCompare(other)),
    );
  });
});
