import { afterAll, beforeAll, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { logIn, register, someone, type Visitor } from '../support/visitor.js';

let product: Product;
let admin: Visitor;

beforeAll(async () => {
  product = await Product.start();
  admin = await product.signedIn({ role: 'admin' });
  const person = someone();
  await register(product.visitor(), person);
  await logIn(product.visitor(), person);
  await logIn(product.visitor(), { ...person, password: 'not this one' });
});

afterAll(() => product.remove());

it('tells of the last 24 hours what has happened in them', async () => {
  const { status, json } = await admin.get('/admin', 'json');
  expect(status).toBe(200);
  expect(json['totals']).toMatchObject({ logins: 2, failedLogins: 1, throttled: 0, rememberedLogins: 0 });
  expect(json['hours']).toHaveLength(24);
  expect((json['hours'] as { logins: number }[]).reduce((sum, { logins }) => sum + logins, 0)).toBe(2);
  // Whoever has logged in a moment ago is one of them.
  expect(json).toMatchObject({ seenLastHour: 2, liveSessions: { count: 2, isEstimate: false } });
  expect(json).toMatchObject({ sessions: { started: 2 }, mail: { waiting: expect.any(Number) } });
});

it('shows charts that say what they show, and the figures as a table', async () => {
  const { text } = await admin.get('/admin');
  expect(text.match(/<svg/g)).toHaveLength(5);
  expect(text).toContain('<desc id="logins-description">2 in 24 hours, at most 2 in one of them</desc>');
  expect(text.match(/<th scope="row"/g)).toHaveLength(24);
  expect(text).not.toMatch(/style=/);
});

it('is linked from every page of an administrator, and from none of a member', async () => {
  expect((await admin.get('/profile')).text).toContain('href="/admin"');
  expect((await (await product.signedIn()).get('/profile')).text).not.toContain('href="/admin"');
});
