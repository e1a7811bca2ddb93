import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register, someone } from '../../support/people.js';
import { Product } from '../../support/product.js';
import { KEYS } from './api-key.authenticator.js';
import { ApiKeyModule } from './api-key.module.js';

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
