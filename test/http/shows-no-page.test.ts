import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { later, Product, SafeModule } from '../support/product.js';
import { linesOf, logIn, register, signIn, someone } from '../support/visitor.js';

/** What `fetch` and EventSource send by themselves. */
const SCRIPTS = [
  { accept: '*/*', 'sec-fetch-dest': 'empty' },
  { accept: 'text/event-stream', 'sec-fetch-dest': 'empty' },
];
const ENDED = 'You were logged out from another device. Please log in again.';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [SafeModule]);
});

afterEach(() => vi.useRealTimers());

afterAll(() => product.remove());

describe.each(SCRIPTS)('a request that shows no page ($accept)', (headers) => {
  it('of a guest is a 401 for programs, and sets no flash', async () => {
    const answer = await product.visitor().get('/dashboard', 'html', headers);
    expect([answer.status, answer.headers.get('content-type'), answer.setCookies]).toEqual([
      401,
      'application/problem+json; charset=utf-8',
      [],
    ]);
    expect(answer.json).toMatchObject({ code: 'login_required', status: 401 });
  });

  it('is told why its session is over, and leaves that to the next page too', async () => {
    const [here, other] = [product.visitor(), product.visitor()];
    const person = someone();
    await register(here, person);
    for (const visitor of [here, other]) await logIn(visitor, person);
    await other.post('/settings/sessions/revoke-others', {}, 'json');
    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await here.get('/dashboard', 'html', headers);
      expect([answer.status, answer.json['detail'], answer.setCookies]).toEqual([401, ENDED, []]);
    }
    await here.get('/dashboard');
    expect((await here.get('/login')).text).toContain(ENDED);
  });

  it('does not use up what waits for a page', async () => {
    const visitor = product.visitor();
    await visitor.get('/dashboard');
    expect(linesOf('flash', await visitor.get('/', 'html', headers))).toEqual([]);
    expect((await visitor.get('/login')).text).toContain('Please log in to access this page.');
  });

  it('that asks for a fresh login is a 403, not the page that asks for the password', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    later(16 * 60_000);
    const answer = await visitor.get('/test-safe', 'html', headers);
    expect([answer.status, answer.json['code'], linesOf('flash', answer)]).toEqual([403, 'fresh_login_required', []]);
  });
});

it('a script that names text/html shows what it gets, and is a page', async () => {
  const answer = await product.visitor().get('/dashboard', 'html', { 'sec-fetch-dest': 'empty', accept: 'text/html, */*' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/login?next=%2Fdashboard']);
  expect(linesOf('flash', answer)).toHaveLength(1);
});
