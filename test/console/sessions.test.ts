import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { copyOf, isSignedIn, type Person, signIn, type Visitor } from '../support/visitor.js';
import { soon } from '../sessions/revocations/soon.js';
import { runSessions } from './operator.js';

let storage: Storage;
let product: Product;
let visitors: Visitor[];
let people: Person[];

beforeAll(async () => {
  storage = await freshStorage();
  product = await Product.on(storage);
  visitors = [product.visitor(), product.visitor()];
  people = [];
  for (const visitor of visitors) people.push(await signIn(visitor));
});

afterAll(async () => {
  await product.close();
  await storage.remove();
});

/** Embedded, the storage has one process: the product stops for the operator and starts again. */
async function sessions(...args: string[]) {
  if (!storage.onServers) await product.close();
  const result = await runSessions(storage, args);
  if (!storage.onServers) product = await Product.on(storage);
  return result;
}

const fileOf = (name: string, text: string): string => {
  const file = join(storage.env['DATA_DIR'] ?? '/tmp', name);
  writeFileSync(file, text);
  return file;
};

const signedIn = () => Promise.all(visitors.map((visitor) => isSignedIn(copyOf(visitor, product))));

describe("the operator's console of sessions", { timeout: 180_000 }, () => {
  it.each([
    [[], 2, /^npm run sessions -- revoke --before/],
    [['revoke'], 2, /^npm run sessions/],
    [['revoke', '--before', 'now', '--address', ''], 2, /^npm run sessions/],
    [['revoke', '--before', 'now', '--adress', '10.0.0.0/8'], 2, /^npm run sessions/],
    [['revoke', '--before', 'now', '--users', '/nowhere/at-all'], 2, /^users: \/nowhere\/at-all cannot be read\n$/],
    [['cancel', 'x'], 2, /^npm run sessions/],
  ] as const)('does nothing for %j, without waiting for a store', async (args, code, said) => {
    const result = await runSessions(storage, [...args]);
    expect([result.code, result.out]).toEqual([code, '']);
    expect(result.err).toMatch(said);
  });

  it('says in a line what is wrong with a condition, and does nothing', async () => {
    const users = fileOf('users.txt', `${people[0]?.username}\nno.such.name\n`);
    const wrong = await sessions('revoke', '--before', '2026-11-30 12:00', '--address', '10.1', '--reason', 'x'.repeat(501));
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err).toBe(
      'before: Please give a time with its zone, such as 2026-11-30T12:00Z, or now\n' +
        'network: Please give a network such as 192.0.2.0/24 or 2001:db8::/32, or one address\n' +
        'reason: Please give a reason of 1 to 500 characters, without control characters\n',
    );
    const later = await sessions('revoke', '--before', '2099-01-01');
    expect([later.code, later.err]).toEqual([1, expect.stringMatching(/^before: Please give a time that is not later than now/)]);
    const unknown = await sessions('revoke', '--before', 'now', '--users', users);
    expect([unknown.code, unknown.err]).toEqual([1, 'users: There is no account "no.such.name"\n']);
    expect(await sessions('list')).toMatchObject({ code: 0, out: 'No mass revocation is in force.\n' });
    expect(await signedIn()).toEqual([true, true]);
  });

  it('counts, ends and lists', async () => {
    const users = fileOf('users.txt', `\ufeff${people[0]?.username}\r\n\r\n`);
    const counted = await sessions('revoke', '--before', 'now', '--users', users, '--dry-run');
    expect(counted).toMatchObject({
      code: 0,
      out: '1 sessions and 0 remembered devices would end, of 1 accounts that were looked at. Nothing was done.\n',
    });
    expect(await signedIn()).toEqual([true, true]);
    const ended = await sessions('revoke', '--before', 'now', '--users', users, '--reason', 'A copy was stolen.');
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(
      /users 1 accounts\tby operator at .*A copy was stolen\.\nIn force on every instance within a second\.\n$/,
    );
    await soon(async () => expect(await signedIn()).toEqual([false, true]));
    const [id = ''] = ended.out.split('\t');
    expect((await sessions('list')).out).toContain(id);
  });
});
