import bcrypt from 'bcrypt';
import { EntityManager } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HashQueue } from '../../src/users/passwords/hash-queue.js';
import { StoredCosts } from '../../src/users/passwords/stored-costs.js';
import { User } from '../../src/users/user.entity.js';
import { announcedBy } from '../support/observing.js';
import { Product } from '../support/product.js';
import { register, someone } from '../support/visitor.js';

let product: Product;
beforeAll(async () => {
  product = await Product.start({ BCRYPT_COST: '5' });
});
afterAll(() => product.remove());

/** Somebody whose stored string was made elsewhere. */
async function somebodyWith(passwordHash: string): Promise<string> {
  const person = someone();
  await register(product.visitor(), person);
  await product.app.get(EntityManager).fork().nativeUpdate(User, { username: person.username }, { passwordHash });
  return person.username;
}

async function storedOf(username: string): Promise<string> {
  return (await product.app.get(EntityManager).fork().findOneOrFail(User, { username })).passwordHash;
}

const logIn = async (identifier: string, password: string) =>
  (await product.visitor().post('/login', { identifier, password }, 'json')).status;

/** What the threads are given by one login. */
async function jobsOf(work: () => Promise<unknown>) {
  const run = vi.spyOn(product.app.get(HashQueue), 'run');
  try {
    await work();
    return run.mock.calls.map(([{ inputs, against, cost }]) => ({
      inputs: inputs.length,
      cost,
      against: Number(against?.slice(4, 6)),
    }));
  } finally {
    run.mockRestore();
  }
}

const OURS = /^hmac-sha384:/;
/** A Vietnamese keyboard types this, which is neither NFC nor NFD. */
const TYPED = 'm\u00e2\u0323t kh\u00e2\u0309u 12';

describe('a plain bcrypt string', () => {
  it('is tried as typed, then in NFC, and made ours at the first success', async () => {
    for (const made of [TYPED, TYPED.normalize('NFC')]) {
      const username = await somebodyWith(bcrypt.hashSync(made, 4));
      expect([await logIn(username, 'another'), await logIn(username, TYPED)]).toEqual([401, 200]);
      expect(await storedOf(username)).toMatch(OURS);
      for (const form of [TYPED, TYPED.normalize('NFC'), TYPED.normalize('NFD')]) expect(await logIn(username, form)).toBe(200);
    }
  });

  it.each([
    ['74 bytes', '\u00e4'.repeat(36) + 'zz', '\u00e4'.repeat(36) + 'yy', 200],
    ['72 bytes', 'x'.repeat(72), 'x'.repeat(72) + 'y', 200],
    ['a NUL at which its key begins again', 'secret', 'secret\0secret', 200],
    ['71 bytes', 'x'.repeat(71), 'x'.repeat(71) + 'y', 401],
  ])('of %s is made new only by a password that bcrypt has seen to its end', async (_what, own, other, status) => {
    const plain = bcrypt.hashSync(own, 4);
    const username = await somebodyWith(plain);
    expect(await logIn(username, other)).toBe(status);
    expect(await storedOf(username)).toBe(plain);
    // Whoever knew the password still has it.
    expect(await logIn(username, own)).toBe(200);
  });

  it('costs a second bcrypt for what NFC changes, whoever it is tried for', async () => {
    const [plain, ours] = [await somebodyWith(bcrypt.hashSync('x', 4)), someone()];
    await register(product.visitor(), ours);
    for (const password of ['typed as it is', TYPED]) {
      const costs = [];
      for (const name of [plain, ours.username, someone().username]) costs.push(...(await jobsOf(() => logIn(name, password))));
      expect(costs.map(({ inputs, cost }) => ({ inputs, cost }))).toEqual(
        Array.from({ length: 3 }, () => ({ inputs: password === TYPED ? 2 : 1, cost: 5 })),
      );
    }
  });
});

describe('a string that no password can be compared with', () => {
  const characters = bcrypt.hashSync('right', 4).slice(7);
  it.each([
    ['of cost 16 and more', `$2b$18$${characters}`],
    ['of a cost below bcrypt\u2019s', `$2b$03$${characters}`],
    ['of another form', '$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g'],
    ['of nothing', ''],
    ['under a pepper that is not set', `hmac-sha384:0123456789ab:$2b$04$${characters}`],
  ])('%s is the usual 401 at the usual cost, with an event of its own', async (_what, stored) => {
    const username = await somebodyWith(stored);
    const events = announcedBy(product);
    expect(await jobsOf(async () => expect(await logIn(username, 'right')).toBe(401))).toEqual([
      { inputs: 1, cost: 5, against: 5 },
    ]);
    expect(events).toEqual(['hash-unknown']);
    vi.restoreAllMocks();
    expect(await storedOf(username)).toBe(stored);
  });
});

describe('strings that cost more than ours', () => {
  it('make names that no account has cost as much, each always the same, and as often as accounts have them', async () => {
    for (let count = 0; count < 5; count += 1) await somebodyWith(bcrypt.hashSync('x', 6));
    const costs = product.app.get(StoredCosts);
    costs.onModuleInit();
    await costs.onApplicationBootstrap();
    const em = product.app.get(EntityManager).fork();
    const share = 5 / (await em.count(User));
    const names = Array.from({ length: 2_000 }, (_, nth) => `nobody\nname${nth}`);
    const dear = names.filter((name) => costs.costFor(name) === 6).length / names.length;
    expect(Math.abs(dear - share)).toBeLessThan(0.06);
    expect(names.every((name) => [5, 6].includes(costs.costFor(name)))).toBe(true);
    const name = names.find((one) => costs.costFor(one) === 6)?.slice('nobody\n'.length) ?? '';
    expect((await jobsOf(() => logIn(name, 'x'))).map(({ against }) => against)).toEqual([6]);
  });
});
