import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn, PASSWORD, someone } from '../support/people.js';
import { Product } from '../support/product.js';
import { freshStorage, type Storage } from '../support/storage.js';

let storage: Storage;

beforeAll(async () => {
  storage = await freshStorage();
});

afterAll(() => storage.remove());

/** Runs `npm run user -- ...` as an operator would, with a password on standard input. */
async function user(args: string[], input = '') {
  const env = { PATH: process.env['PATH'], LOG_LEVEL: 'silent', BCRYPT_COST: '4', ...storage.env };
  const child = spawn(process.execPath, ['scripts/run.mjs', 'console/user.js', ...args], { env });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { out, err, code };
}

describe("the operator's console", { timeout: 60_000 }, () => {
  const person = someone();

  it('creates an account by the rules of the web, with the password from standard input', async () => {
    const refused = await user(['create', 'x!', 'nowhere'], 'short\n');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('username: Please provide a valid name');
    expect(refused.err).toContain('password: Passwords must be at least 8 characters long');
    const created = await user(['create', person.username, person.email], `${PASSWORD}\n`);
    expect(created).toMatchObject({ code: 0, out: expect.stringContaining(person.email) });
    expect(created.out + created.err).not.toContain(PASSWORD);
    expect((await user(['create', person.username, 'other@example.org'], PASSWORD)).err).toContain('Username already taken');
  });

  it('shows, disables, enables, logs out and deletes; the web feels it at the next request', async () => {
    const signedIn = async (product: Product) => {
      const visitor = product.visitor();
      expect((await logIn(visitor, person, 'json', { remember: true })).status).toBe(200);
      return visitor;
    };
    // Embedded, the storage has one process: the product stops for the operator and starts again.
    const between = async (product: Product | undefined, args: string[]) => {
      if (!storage.onServers) await product?.close();
      const result = await user(args);
      return { result, product: storage.onServers && product ? product : await Product.on(storage) };
    };
    let product = await Product.on(storage);
    for (const deed of ['disable', 'enable', 'logout', 'delete']) {
      const visitor = deed === 'enable' ? undefined : await signedIn(product);
      const after = await between(product, [deed, person.email.toUpperCase()]);
      expect(after.result).toMatchObject({ code: 0, err: '' });
      product = after.product;
      if (visitor) {
        const again = visitor.copy(product.url);
        expect((await again.get('/session', 'json')).json).toEqual({ authenticated: false });
        expect((await again.get('/dashboard', 'json')).status).toBe(401);
        expect([...again.cookies.keys()]).toEqual(['device']);
      }
      const state = (await logIn(product.visitor(), person)).status;
      expect([deed, state]).toEqual([deed, deed === 'disable' || deed === 'delete' ? 401 : 200]);
    }
    await product.close();
    expect(await user(['show', person.username])).toMatchObject({ code: 1, err: 'There is no such account.\n' });
  });

  it('says how to go on when the embedded storage is in use, and how it is used', async () => {
    expect((await user([])).code).toBe(2);
    expect((await user(['__proto__', 'x'])).code).toBe(2);
    if (storage.onServers) return;
    const product = await Product.on(storage);
    const refused = await user(['show', person.username]);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/Another process already uses the data .* Stop it first/);
    await product.close();
  });
});
