import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../src/texts/texts.js';
import { Product } from '../../support/product.js';
import { FORMATS } from '../../support/visitor.js';
import { LanguagesModule } from './languages.module.js';
import { arabic } from './translations/arabic.js';
import { german } from './translations/german.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [LanguagesModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)("the guide's languages (%s)", (format) => {
  const wrong = { identifier: 'nobody', password: 'nothing' };

  it.each([
    ['de-DE,de;q=0.9,en;q=0.5', german],
    ['ar', arabic],
    ['fr', english],
    ['', english],
  ])('are what a browser asks for, else the first (%s)', async (header, { invalidCredentials }) => {
    const answer = await product.visitor().post('/login', wrong, format, { 'accept-language': header });
    expect(answer.text).toContain(invalidCredentials);
  });

  it('have their gaps filled', async () => {
    const answer = await product.visitor().post('/register', { password: 'kurz' }, format, { 'accept-language': 'de' });
    expect(answer.text).toContain('Passwörter müssen mindestens 8 Zeichen haben');
  });
});
