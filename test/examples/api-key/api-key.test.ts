import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { FORMATS, logIn, PASSWORD, register, someone } from '../../support/visitor.js';
import { KEYS } from './api-key.authenticator.js';
import { ApiKeyModule } from './api-key.module.js';

const NEW_PASSWORD = 'a quiet lamp above seven stairs';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [ApiKeyModule]);
});

afterAll(() => product.remove());

describe("the guide's API keys", () => {
  it('sign one request in, without a session and without a cookie', async () => {
    const person = someone();
    const registered = await register(product.visitor(), person);
    KEYS.set(createHash('sha256').update('a-key').digest('hex'), registered.json['user'].id);
    const program = product.visitor({ authorization: 'Bearer a-key' });
    const answer = await program.get('/profile', 'json');
    expect(answer.json['user'].username).toBe(person.username);
    expect(answer.setCookies).toEqual([]);
    expect((await program.get('/session', 'json')).json).toEqual({ authenticated: false });
  });

  it('that are wrong are a 401, and no key at all is a guest', async () => {
    const answer = await product.visitor({ authorization: 'Bearer another' }).get('/profile', 'json');
    expect([answer.status, answer.json['code']]).toEqual([401, 'invalid_credentials']);
    expect((await product.visitor().get('/profile', 'json')).json['code']).toBe('login_required');
  });
});

describe('a request that a key has signed in', () => {
  const change = { currentPassword: PASSWORD, password: NEW_PASSWORD, passwordConfirmation: NEW_PASSWORD };

  it.each([
    ['/settings/password', change],
    ['/confirm', { password: PASSWORD }],
    ['/settings/sessions/revoke-others', {}],
    ['/settings/sessions/x/revoke', {}],
  ])('has no session, so %s is a 403 before anything changes', async (path, fields) => {
    const [owner, person] = [product.visitor(), someone()];
    const registered = await register(owner, person);
    await logIn(owner, person);
    KEYS.set(createHash('sha256').update('its-key').digest('hex'), registered.json['user'].id);
    const program = product.visitor({ authorization: 'Bearer its-key' });
    for (const format of FORMATS) expect((await program.post(path, fields, format)).status).toBe(403);
    expect((await program.post(path, fields, 'json')).json['code']).toBe('session_required');
    expect((await owner.get('/session', 'json')).json['authenticated']).toBe(true);
    expect((await logIn(product.visitor(), person)).status).toBe(200);
  });
});
