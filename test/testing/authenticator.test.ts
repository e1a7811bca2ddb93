import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { authenticator, clock, logIn, type Product, startProduct, type Visitor } from '../../src/testing/index.js';
import { isSignedIn } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await startProduct({ modules: [] });
});

afterEach(() => clock().reset());

afterAll(() => product.remove());

const pass = (visitor: Visitor, code: string) => visitor.post('/login/second-factor', { code }, 'json');

describe('the authenticator app of a test', () => {
  it('is set up as people do it, and its next code ends a login', async () => {
    const [ada, app, elsewhere] = [await product.signedIn(), authenticator(), product.visitor()];
    const recoveryCodes = await app.setUp(ada);
    expect((await logIn(elsewhere, ada.person)).json['step']).toBe('second-factor');
    expect((await pass(elsewhere, app.code())).status).toBe(200);
    expect([await isSignedIn(elsewhere), recoveryCodes.length]).toEqual([true, 10]);
  });

  it('shows codes that the product takes for as long as the clock is moved', async () => {
    const [ada, app] = [await product.signedIn(), authenticator()];
    await app.setUp(ada);
    for (let time = 0; time < 3; time += 1) {
      clock().forward('30s');
      const visitor = product.visitor();
      await logIn(visitor, ada.person);
      expect((await pass(visitor, app.code())).status).toBe(200);
    }
  });

  it('says how to get a code when those of this time are used', async () => {
    const app = authenticator();
    await app.setUp(await product.signedIn());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const used = () => Array.from({ length: 3 }, () => app.code());
    expect(used).toThrow("clock().forward('30s')");
    vi.useRealTimers();
  });

  it('says what comes first, and what the product answered to it', async () => {
    expect(() => authenticator().code()).toThrow('setUp(visitor)');
    await expect(authenticator().setUp(product.visitor())).rejects.toThrow(/answered 401: .*login_required/);
  });
});
