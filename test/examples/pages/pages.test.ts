import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { logIn, register, signIn, someone } from '../../support/visitor.js';
import { AcmePagesModule } from './pages.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [AcmePagesModule]);
});

afterAll(() => product.remove());

describe("the guide's pages", () => {
  it('stand in the place of ours, with the same data', async () => {
    const member = product.visitor();
    const { username } = await signIn(member);
    expect((await product.visitor().get('/')).text).toContain('<h1>Rockets for everybody</h1><p>Come in.</p>');
    expect((await member.get('/')).text).toContain(`Good to see you, ${username}.`);
    expect((await product.visitor().get('/login?next=/profile')).text).toContain('name="next" value="/profile"');
  });

  it('are shown again when their form was refused', async () => {
    const { status, text } = await product.visitor().post('/login', { identifier: 'rita', password: 'wrong' }, 'html');
    expect([status, text]).toEqual([
      401,
      expect.stringMatching(/role="alert".*name="identifier"[^>]* value="rita"|value="rita"/s),
    ]);
    expect(text).toContain('Who is there?');
  });

  it('have the layout of the team, every page of ours too', async () => {
    const member = product.visitor();
    await signIn(member);
    for (const path of ['/', '/profile', '/settings/sessions', '/nothing']) {
      expect((await member.get(path)).text).toContain('<footer class="container">ACME Ltd, since 1949</footer>');
    }
  });

  it('remind of what ours remind of, and lead past the navigation and back', async () => {
    const member = product.visitor();
    await signIn(member);
    const { text } = await member.get('/settings/sessions');
    expect(text).toContain('href="/verify-email"');
    expect(text).toMatch(/href="#main".*<main id="main".*<a href="\/settings">/s);
  });

  it('log people in as ours do, and change nothing for programs', async () => {
    const visitor = product.visitor();
    const person = someone();
    await register(visitor, person);
    expect((await logIn(visitor, person, 'html')).headers.get('location')).toBe('/dashboard');
    expect((await visitor.get('/', 'json')).json).toEqual({ user: expect.objectContaining({ username: person.username }) });
  });
});
