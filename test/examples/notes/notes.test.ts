import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../../support/product.js';
import { signIn } from '../../support/visitor.js';
import { NotesModule } from './notes.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [NotesModule]);
});

afterAll(() => product.remove());

describe("the guide's page", () => {
  it('is closed to guests and shows its own data, in both formats', async () => {
    const visitor = product.visitor();
    expect((await visitor.get('/notes')).headers.get('location')).toBe('/login?next=%2Fnotes');
    const { username } = await signIn(visitor);
    expect((await visitor.get('/notes')).text).toContain(`Only ${username} sees this.`);
    expect((await visitor.get('/notes', 'json')).json['notes']).toEqual([`Only ${username} sees this.`]);
  });
});
