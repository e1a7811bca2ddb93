import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from '../../src/outages/store-unavailable.js';
import { SessionLookup } from '../../src/sessions/authentication/session-lookup.js';
import { Product } from '../support/product.js';
import { FORMATS, signIn } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterEach(() => vi.restoreAllMocks());

afterAll(() => product.remove());

describe.each(FORMATS)('what password managers ask of a browser that is signed in (%s)', (format) => {
  it.each([
    ['change-password', 303],
    ['resource-that-should-not-exist-whose-status-code-should-not-be-200', 404],
  ])('%s is a %i while the store of sessions is away', async (name, status) => {
    const visitor = product.visitor();
    await signIn(visitor);
    vi.spyOn(product.app.get(SessionLookup), 'find').mockRejectedValue(new StoreUnavailable('redis'));
    expect((await visitor.get('/dashboard', format)).status).toBe(503);
    expect((await visitor.get(`/.well-known/${name}`, format)).status).toBe(status);
  });
});
