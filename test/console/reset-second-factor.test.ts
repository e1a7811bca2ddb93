import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailTo } from '../mail/mailbox.js';
import { overviewOf, type Protected, withCodes } from '../second-factor/authenticator.js';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { isSignedIn, logIn } from '../support/visitor.js';
import { runUser } from './operator.js';

let storage: Storage;
let owner: Protected;

/** Embedded, the storage has one process: the product stops for the operator. */
async function withProduct<T>(work: (product: Product) => Promise<T>): Promise<T> {
  const product = await Product.on(storage);
  try {
    return await work(product);
  } finally {
    await product.close();
  }
}

beforeAll(async () => {
  storage = await freshStorage();
  owner = await withProduct((product) => withCodes(product));
});

afterAll(() => storage.remove());

describe('an operator', { timeout: 180_000 }, () => {
  it('takes a second factor away, which ends all sessions and is told by mail, and nothing else does', async () => {
    const { username, email } = owner.person;
    for (const command of ['logout', 'disable', 'enable', 'verify']) {
      expect((await runUser(storage, [command, username], '')).code).toBe(0);
    }
    const done = await runUser(storage, ['reset-second-factor', username], '');
    expect(done).toEqual({ code: 0, out: `${username}: the password alone logs in again; logged out everywhere\n`, err: '' });
    const again = await runUser(storage, ['reset-second-factor', email], '');
    expect(again).toEqual({ code: 0, out: `${username}: has no second factor\n`, err: '' });
    await withProduct(async (product) => {
      expect(await isSignedIn(owner.visitor.copy(product.url))).toBe(false);
      const visitor = product.visitor();
      expect((await logIn(visitor, owner.person)).json).toHaveProperty('user');
      expect(await overviewOf(visitor)).toMatchObject({ totp: null, recoveryCodesLeft: 0 });
      expect((await mailTo(product, email, /password alone/)).text).toContain(username);
    });
  });

  it('is told where there is no such account', async () => {
    const nobody = await runUser(storage, ['reset-second-factor', 'nobody-at-all'], '');
    expect(nobody).toMatchObject({ code: 1, err: 'There is no such account.\n' });
  });
});
