import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { PASSWORD, register } from '../support/visitor.js';
import { runUser } from './operator.js';

let storage: Storage;

beforeAll(async () => {
  storage = await freshStorage();
});

afterAll(() => storage.remove());

const user = (args: string[]) => runUser(storage, args, '');

describe("the operator's list", { timeout: 180_000 }, () => {
  it('lists accounts by name, a page at a time, with what an operator may see and no more', async () => {
    const product = await Product.on(storage);
    for (const username of ['list.cy', 'List.ab', 'list.ba']) {
      await register(product.visitor(), { username, email: `${username}@lists.example`, password: PASSWORD });
    }
    await product.close();
    await user(['disable', 'list.ba']);
    const namesOf = ({ out }: { out: string }) => out.split('\n').map((line) => line.split('\t', 1)[0]);
    const first = await user(['list', '--match', 'LIST', '--limit', '2']);
    expect(first.out).toMatch(
      /^List\.ab\tlist\.ab@lists\.example\tactive\t\d{4}-\d\d-\d\dT[\d:.]+Z\t-\nlist\.ba\t.+\tdisabled\t.+\n/i,
    );
    expect(namesOf(first)).toEqual(['List.ab', 'list.ba', 'There are more: --after list.ba', '']);
    expect(namesOf(await user(['list', '--match', 'lists.example', '--after', 'LIST.BA']))).toEqual(['list.cy', '']);
    expect(namesOf(await user(['list', '--match', 'list', '--state', 'disabled']))).toEqual(['list.ba', '']);
    expect(namesOf(await user(['list', '--match', 'list_ab']))).toEqual(['']);
  });

  it.each([['--limit', '501'], ['--state', 'gone'], ['--hashes']])(
    'says how list is used instead of guessing (%s)',
    async (...args) => {
      expect(await user(['list', ...args])).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining('npm run user -- list ['),
      });
    },
  );
});
