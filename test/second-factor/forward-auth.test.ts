import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { logIn, register, reopened, someone, target, type Visitor } from '../support/visitor.js';
import { Owner } from './factors.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ PUBLIC_URL: 'http://localhost:3000' });
});

afterAll(() => product.remove());

/** Asks as a proxy does. */
const ask = (visitor: Visitor, query = '', accept = 'application/json') =>
  visitor.send(`/auth/verify${query}`, { headers: { accept } });

async function atLevel(level: 1 | 2): Promise<{ visitor: Visitor; owner: Owner }> {
  const visitor = product.visitor();
  if (level === 2) {
    const owner = await Owner.of(product);
    await owner.logIn(visitor, { remember: true });
    return { visitor, owner };
  }
  const person = someone();
  await register(visitor, person);
  await logIn(visitor, person);
  return { visitor, owner: await Owner.setUp(product, person) };
}

describe('/auth/verify', () => {
  it.each([1, 2] as const)('hands on level %i', async (level) => {
    const { visitor } = await atLevel(level);
    const { status, headers } = await ask(visitor);
    expect([status, headers.get('x-auth-level')]).toEqual([204, String(level)]);
  });

  it.each(['?level=2', '/?level=2', '?role=&level=1&level=2', '?LEVEL=2&level=2'])(
    'opens to level 2 alone with %s',
    async (query) => {
      const [one, two] = [await atLevel(1), await atLevel(2)];
      const asked = query.replace('role=&', '').replace('LEVEL=2&', '');
      const refused = await ask(one.visitor, asked);
      expect([refused.status, refused.json['code'], refused.headers.get('x-auth-user-id')]).toEqual([
        401,
        'login_required',
        null,
      ]);
      expect((await ask(two.visitor, asked)).status).toBe(204);
    },
  );

  it('leads a browser of level 1 to step up, and a guest to log in', async () => {
    const { visitor, owner } = await atLevel(1);
    const raised = await ask(visitor, '?level=2', 'text/html');
    expect([raised.status, target(raised)]).toEqual([303, 'http://localhost:3000/confirm?level=2']);
    expect(target(await ask(product.visitor(), '?level=2', 'text/html'))).toBe('http://localhost:3000/login');
    await visitor.post('/confirm', { code: await owner.code() }, 'json');
    expect((await ask(visitor, '?level=2', 'text/html')).status).toBe(204);
  });

  it.each(['?level=3', '?level=', '?level=two', '?level=2&level=x'])('opens to nobody with %s', async (query) => {
    const { visitor } = await atLevel(2);
    expect((await ask(visitor, query)).status).toBe(401);
  });

  it('below, where a client writes the query, says the level and asks for none', async () => {
    const { visitor } = await atLevel(1);
    const { status, headers } = await ask(visitor, '/service?level=2');
    expect([status, headers.get('x-auth-level')]).toEqual([204, '1']);
  });

  it('knows a restored session as level 1, and no pending login', async () => {
    const { visitor, owner } = await atLevel(2);
    const restored = reopened(visitor);
    await restored.get('/dashboard');
    expect((await ask(restored)).headers.get('x-auth-level')).toBe('1');
    const pending = product.visitor();
    await owner.begin(pending);
    for (const query of ['', '?level=1', '?level=2']) expect((await ask(pending, query)).status).toBe(401);
  });
});
