import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { PASSWORD, register, someone } from '../../support/visitor.js';
import { StaffModule } from './staff.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [StaffModule]);
});

afterAll(() => product.remove());

describe("the guide's login page", () => {
  it('is where guests of its area are sent, and nobody else', async () => {
    const visitor = product.visitor();
    expect((await visitor.get('/staff/rota')).headers.get('location')).toBe('/staff/login?next=%2Fstaff%2Frota');
    expect((await visitor.get('/profile')).headers.get('location')).toBe('/login?next=%2Fprofile');
    expect((await visitor.get('/staff/rota', 'json')).json['code']).toBe('login_required');
  });

  it('signs in, and leads back to the page that was asked for', async () => {
    const visitor = product.visitor();
    const { username } = someone();
    await register(visitor, { username, email: `${username}@example.org`, password: PASSWORD });
    const { text } = await visitor.get('/staff/login?next=%2Fstaff%2Frota');
    expect(text).toContain('Staff name');
    const [, next = ''] = /name="next" value="([^"]*)"/.exec(text) ?? [];
    const answer = await visitor.post('/login', { identifier: username, password: PASSWORD, next }, 'html');
    expect(answer.headers.get('location')).toBe('/staff/rota');
    expect((await visitor.get('/staff/login?next=%2Fstaff%2Frota')).headers.get('location')).toBe('/staff/rota');
  });
});
