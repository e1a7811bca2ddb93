import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limit } from '../../../src/auth/rate-limit/limit.decorator.js';
import { onServers, Product } from '../../support/product.js';
import { FORMATS, signIn } from '../../support/visitor.js';
import { SearchesModule } from './searches.module.js';

const ENV = { TRUST_PROXY: '1' };
const from = (address: string) => ({ 'x-forwarded-for': address });

let product: Product;

beforeAll(async () => {
  product = await Product.start(ENV, [SearchesModule]);
});

afterAll(() => product.remove());

describe("the guide's limits", () => {
  it.each(FORMATS)('count each account for itself, whatever its address (%s)', async (format) => {
    const [ada, bob] = [product.visitor(), product.visitor()];
    await signIn(ada);
    await signIn(bob);
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      expect((await ada.get('/searches', format, from(address))).status).toBe(200);
    }
    const refused = await ada.get('/searches', format, from('192.0.2.4'));
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(refused.text).toMatch(/Too many/);
    expect((await bob.get('/searches', format, from('192.0.2.1'))).status).toBe(200);
    expect((await ada.get('/profile', format)).status).toBe(200);
  });

  it('count addresses, an IPv6 /64 as one', async () => {
    const guest = product.visitor();
    for (const address of ['2001:db8::1', '2001:db8::2']) {
      expect((await guest.get('/searches/public', 'json', from(address))).status).toBe(200);
    }
    expect((await guest.get('/searches/public', 'json', from('2001:db8::3'))).json['code']).toBe('too_many_attempts');
    expect((await guest.get('/searches/public', 'json', from('2001:db8:0:1::1'))).status).toBe(200);
  });

  it('count a question for headers only with those for the page', async () => {
    const guest = product.visitor();
    const address = from('198.51.100.7');
    expect((await guest.get('/searches/public', 'json', address)).status).toBe(200);
    expect((await guest.send('/searches/public', { method: 'HEAD', headers: address })).status).toBe(200);
    expect((await guest.get('/searches/public', 'json', address)).status).toBe(429);
    expect((await guest.send('/searches/public', { method: 'HEAD', headers: address })).status).toBe(429);
  });

  it('do not count whoever may not come in', async () => {
    const guest = product.visitor();
    for (let count = 0; count < 5; count += 1) expect((await guest.get('/searches', 'json')).status).toBe(401);
  });
});

describe.runIf(onServers)('on two instances', () => {
  it('a request at one is counted at the other', async () => {
    const other = await Product.on(product.storage, ENV, [SearchesModule]);
    const ada = product.visitor();
    await signIn(ada);
    const elsewhere = ada.copy(other.url);
    for (const visitor of [ada, elsewhere, ada]) expect((await visitor.get('/searches', 'json')).status).toBe(200);
    expect((await elsewhere.get('/searches', 'json')).status).toBe(429);
    await other.close();
  });
});

describe('@Limit', () => {
  it.each(['10', '10/m', '0/1m', '10/1m;5/1s', ''])('says at the start what is misspelt (%s)', (text) => {
    expect(() => Limit(text, { by: 'account' })).toThrow(/^@Limit: /);
  });

  it('says at the start whose count is misspelt', () => {
    expect(() => Limit('10/1m', { by: 'person' as never })).toThrow('@Limit: by is "person"');
  });
});
