import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailTo, tokenIn } from '../mail/mailbox.js';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { logIn, type Person, signIn } from '../support/visitor.js';
import { runUser } from './operator.js';

const PASSWORD = 'a quiet lamp above seven stairs';

let storage: Storage;
let person: Person;

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
  person = await withProduct((product) => signIn(product.visitor()));
});

afterAll(() => storage.remove());

describe('an operator', { timeout: 180_000 }, () => {
  it('takes an address as proven, because its person is known', async () => {
    expect((await runUser(storage, ['show', person.username], '')).out).toMatch(/^proven +no$/m);
    const verified = await runUser(storage, ['verify', person.username], '');
    expect(verified).toEqual({ code: 0, out: `${person.username}: ${person.email} counts as proven\n`, err: '' });
    expect((await runUser(storage, ['verify', person.email], '')).out).toContain('has proven this address already');
    await withProduct(async (product) => {
      const visitor = product.visitor();
      await logIn(visitor, person);
      expect((await visitor.get('/profile', 'json')).json['user'].emailVerified).toBe(true);
    });
  });

  it('sends a link for a new password, which only the mailbox gets', async () => {
    const sent = await runUser(storage, ['send-reset', person.email], '');
    expect(sent).toEqual({ code: 0, out: `${person.username}: gets a mail with a link for a new password\n`, err: '' });
    await withProduct(async (product) => {
      const token = tokenIn(await mailTo(product, person.email, /new password/));
      const fields = { token, password: PASSWORD, passwordConfirmation: PASSWORD };
      expect((await product.visitor().post('/reset-password', fields, 'json')).status).toBe(204);
      expect((await logIn(product.visitor(), { ...person, password: PASSWORD })).status).toBe(200);
    });
  });

  it('is told why nothing is sent: the account is disabled, or there is none', async () => {
    expect((await runUser(storage, ['disable', person.username], '')).code).toBe(0);
    const refused = await runUser(storage, ['send-reset', person.username], '');
    expect([refused.code, refused.out, refused.err]).toEqual([1, '', expect.stringContaining('gets no mail')]);
    expect(await runUser(storage, ['send-reset', 'nobody-at-all'], '')).toMatchObject({
      code: 1,
      err: 'There is no such account.\n',
    });
  });
});
