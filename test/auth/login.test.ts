import passport from 'passport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionSerializer } from '../../src/sessions/express/session.serializer.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, signIn, someone } from '../support/visitor.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

describe.each(FORMATS)('a visitor (%s)', (format) => {
  it('registers, logs in, sees a page of her own, and logs out', async () => {
    const visitor = product.visitor();
    const person = someone();

    const registered = await register(visitor, person, format);
    expect(registered.status).toBe(format === 'html' ? 303 : 201);
    expect(registered.headers.get('location')).toBe(format === 'html' ? '/login' : '/profile');
    expect((await visitor.get('/dashboard', format)).status).toBe(format === 'html' ? 303 : 401);

    const loggedIn = await logIn(visitor, person, format);
    expect(loggedIn.status).toBe(format === 'html' ? 303 : 200);
    if (format === 'html') expect(loggedIn.headers.get('location')).toBe('/dashboard');
    else
      expect(loggedIn.json).toMatchObject({ redirectTo: '/dashboard', user: { username: person.username, email: person.email } });

    const dashboard = await visitor.get('/dashboard', format);
    expect(dashboard.status).toBe(200);
    expect(dashboard.text).toContain(person.username);

    const loggedOut = await visitor.post('/logout', {}, format);
    expect(loggedOut.status).toBe(format === 'html' ? 303 : 204);
    expect(loggedOut.headers.get('clear-site-data')).toBe(null);
    expect((await visitor.get('/dashboard', format)).status).toBe(format === 'html' ? 303 : 401);
  });

  it('logs in by e-mail address, whatever the case and the spaces around it', async () => {
    const visitor = product.visitor();
    const person = someone();
    await register(visitor, person);
    const identifier = ` ${person.email.toUpperCase()} `;
    expect((await logIn(visitor, person, format, { identifier })).status).toBe(format === 'html' ? 303 : 200);
  });

  it('is told the same for a wrong password and an unknown name', async () => {
    const person = await signIn(product.visitor());
    for (const identifier of [person.username, 'nobody.here']) {
      const answer = await logIn(product.visitor(), person, format, { identifier, password: 'not the password' });
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('Invalid username or password.');
      expect(answer.setCookies).toEqual([]);
    }
  });
});

describe('Passport', () => {
  const strategies = (of: unknown): string[] => Object.keys(Object(Reflect.get(Object(of), '_strategies')));

  it("has the product's strategy and serializers in the application's own, and nothing in the one of the process", () => {
    expect(strategies(product.app.get(SessionSerializer).getPassportInstance())).toContain('local');
    expect(strategies(passport)).not.toContain('local');
    expect([Reflect.get(passport, '_serializers'), Reflect.get(passport, '_deserializers')]).toEqual([[], []]);
  });
});
