import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { logIn, PASSWORD, someone } from '../support/visitor.js';
import { runUser } from './operator.js';

let storage: Storage;

beforeAll(async () => {
  storage = await freshStorage();
});

afterAll(() => storage.remove());

const user = (args: string[], input = '') => runUser(storage, args, input);

const [ada, bob] = [someone(), someone()];
/** A team's roles are there too: the console is that of the whole site. */
const KNOWN = /^There is no role "raeder"\. Known: (.+, )?admin(, .+)?\n$/;
const LAST = 'Nothing was changed: this is the last active account with the role admin. Grant it to another one first.\n';

describe("the operator's console", { timeout: 180_000 }, () => {
  it('makes the first administrator, who is one at the first login', async () => {
    const created = await user(['create', ada.username, ada.email, '--role', 'admin'], `${PASSWORD}\n`);
    expect(created).toMatchObject({ code: 0, err: '', out: expect.stringContaining('\nroles      admin\n') });
    const product = await Product.on(storage);
    expect((await logIn(product.visitor(), ada)).json['user'].roles).toEqual(['admin']);
    await product.close();
  });

  it('refuses a role that nobody declares, with those that there are, before it asks for a password', async () => {
    const refused = { code: 1, out: '', err: expect.stringMatching(KNOWN) };
    expect(await user(['create', bob.username, bob.email, '--role', 'raeder'])).toEqual(refused);
    expect(await user(['grant', ada.username, 'raeder'])).toEqual(refused);
    expect(await user(['revoke', ada.username, 'raeder'])).toEqual(refused);
    expect(await user(['show', bob.username])).toMatchObject({ code: 1 });
  });

  it('leaves the last active administrator alone: not stripped, not disabled, not deleted', async () => {
    for (const args of [
      ['revoke', ada.username, 'admin'],
      ['disable', ada.username],
      ['delete', ada.username],
    ]) {
      expect([args[0], await user(args)]).toEqual([args[0], { code: 1, out: '', err: LAST }]);
    }
    expect((await user(['show', ada.username])).out).toMatch(/state {6}active\nroles {6}admin\n/);
  });

  it('gives and takes roles, says what was so already, and lists them', async () => {
    await user(['create', bob.username, bob.email], `${PASSWORD}\n`);
    expect(await user(['grant', bob.email, 'admin'])).toEqual({ code: 0, out: `${bob.username}: has the role admin\n`, err: '' });
    expect((await user(['grant', bob.email, 'admin'])).out).toBe(`${bob.username}: had the role already: admin\n`);
    expect((await user(['list', '--match', bob.email])).out).toMatch(/\tadmin\n$/);
    const taken = { code: 0, out: `${ada.username}: does not have the role admin any more\n`, err: '' };
    expect(await user(['revoke', ada.username, 'admin'])).toEqual(taken);
    expect(await user(['revoke', ada.username, 'admin'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not have the role admin'),
    });
    expect((await user(['list', '--match', ada.email])).out).toMatch(/\t-\n$/);
    // There is another one now.
    expect((await user(['delete', ada.username])).code).toBe(0);
  });

  it.each([['grant', 'somebody'], ['revoke', 'somebody'], ['grant'], ['create', 'a', 'b', 'c'], ['create', 'a', 'b', '--admin']])(
    'says how it is used instead of guessing (%s)',
    async (...args) => {
      expect(await user(args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('grant | revoke') });
    },
  );
});
