import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../../support/people.js';
import { Product } from '../../support/product.js';
import { NotesController } from './notes.controller.js';

@Module({ controllers: [NotesController] })
class NotesModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [NotesModule]);
});

afterAll(() => product.remove());

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe("the README's page of one's own", () => {
  it('is the code that this test runs, in at most 25 lines', () => {
    const code = read('./notes.controller.tsx').replaceAll('../../../src/', '../../');
    expect(read('../../../README.md')).toContain(code);
    expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  it('is closed to guests and shows its own data, in both formats', async () => {
    const visitor = product.visitor();
    expect((await visitor.get('/notes')).headers.get('location')).toBe('/login?next=%2Fnotes');
    const { username } = await signIn(visitor);
    expect((await visitor.get('/notes')).text).toContain(`Only ${username} sees this.`);
    expect((await visitor.get('/notes', 'json')).json['notes']).toEqual([`Only ${username} sees this.`]);
  });
});
