import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../support/people.js';
import { Product } from '../../support/product.js';
import { FORMATS } from '../../support/visitor.js';
import { NotesModule } from '../notes/notes.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ SESSION_IDLE_TIMEOUT: '5m' }, [NotesModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)('the notes (%s)', (format) => {
  it('are shown to the person they belong to', async () => {
    const visitor = product.visitor();
    const { username } = await signIn(visitor);
    const answer = await visitor.get('/notes', format);
    expect([answer.status, answer.text.includes(username)]).toEqual([200, true]);
  });

  it('are closed to guests', async () => {
    const answer = await product.visitor().get('/notes', format);
    expect(answer.status).toBe(format === 'json' ? 401 : 303);
  });
});
