import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, signIn, type Visitor } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => product.remove());

/** The reasons of what is refused from now on. */
const refusals = () => {
  const info = vi.spyOn(product.app.get(Logger), 'info');
  return () => info.mock.calls.filter(([event]) => event === 'input-refused').map(([, fields]) => fields?.['reason']);
};

const withCookie = (name: string, value: string): Visitor => {
  const visitor = product.visitor();
  visitor.cookies.set(name, value);
  return visitor;
};

describe.each(FORMATS)('a cookie that signs nobody in (%s)', (format) => {
  it.each([
    ['session', 's%3Anever-signed-by-us.AAAA', 'session cookie'],
    ['session', 'eyJmbGFzayI6MX0.neighbour', 'session cookie'],
    ['remember', 'AAAA.never-signed-by-us', 'remember-me cookie'],
  ])('leaves an event when it is not ours, and one for any number of requests: %s=%s', async (name, value, reason) => {
    const seen = refusals();
    for (let time = 0; time < 3; time += 1) await withCookie(name, `${value}${format}`).get('/dashboard', format);
    expect(seen()).toEqual([reason]);
    await withCookie(name, `${value}${format}2`).post('/logout', {}, format);
    expect(seen()).toEqual([reason, reason]);
  });

  it('emits an event when it is of a series that is over', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    const copy = withCookie('remember', visitor.cookies.get('remember') ?? '');
    await visitor.post('/logout');
    const seen = refusals();
    expect((await copy.get('/session', 'json')).json['authenticated']).toBe(false);
    expect(seen()).toEqual(['remember-me cookie']);
  });
});

describe('cookies that sign somebody in', () => {
  it('emit no event, and neither does a request without cookies', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await logIn(visitor, person, 'json', { remember: true });
    const seen = refusals();
    await visitor.get('/dashboard');
    visitor.cookies.delete('session');
    await visitor.get('/dashboard');
    await product.visitor().get('/dashboard');
    expect(seen()).toEqual([]);
  });
});
