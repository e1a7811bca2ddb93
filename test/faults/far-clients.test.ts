import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS } from '../support/visitor.js';
import { FaultyModule } from './faulty.controller.js';

/** Nothing is trusted here: NODE_ENV and TRUST_PROXY were forgotten on a server whose proxy is on the same machine. */
let product: Product;

beforeAll(async () => {
  product = await Product.start({ NODE_ENV: 'development' }, [FaultyModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)('a fault in development (%s)', (format) => {
  const tells = async (headers: Record<string, string>) =>
    (await product.visitor().get('/faulty', format, headers)).text.includes('no oil');

  it.each([
    ['x-forwarded-for', '203.0.113.9'],
    ['x-forwarded-for', '10.0.0.1, 203.0.113.9, 127.0.0.1'],
    ['x-forwarded-for', '::ffff:203.0.113.9'],
    ['x-forwarded-for', '[2001:db8::1]:4711'],
    ['x-forwarded-for', 'unknown'],
    ['x-real-ip', '203.0.113.9'],
    ['forwarded', 'for=203.0.113.9;proto=https'],
    ['forwarded', 'proto=https; For="[2001:db8::1]:4711", for=10.0.0.1'],
    ['forwarded', 'for=_hidden'],
  ])('is told to nobody whom %s says to be far away (%s)', async (name, value) => {
    expect(await tells({ [name]: value })).toBe(false);
  });

  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['x-forwarded-for', '192.168.1.20:50000, ::1'],
    ['x-forwarded-for', ''],
    ['x-real-ip', 'fe80::1'],
    ['forwarded', 'for="[::1]:80";host=localhost'],
    ['forwarded', 'proto=http'],
  ])('is told to whom %s says to be near (%s)', async (name, value) => {
    expect(await tells({ [name]: value })).toBe(true);
  });
});
