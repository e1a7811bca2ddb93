import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../src/texts/texts.js';
import { usersTexts } from '../../../src/users/users.texts.js';
import { Product } from '../../support/product.js';
import { FORMATS } from '../../support/visitor.js';
import { german } from './german.js';
import { LanguagesModule } from './languages.module.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [LanguagesModule]);
});

afterAll(() => product.remove());

describe.each(FORMATS)("the guide's texts (%s)", (format) => {
  const wrong = { identifier: 'nobody', password: 'nothing' };

  it('follow the language that the browser asks for', async () => {
    const answer = await product.visitor().post('/login', wrong, format, { 'accept-language': 'de-DE,de;q=0.9,en;q=0.5' });
    expect(answer.text).toContain(german.invalidCredentials);
  });

  it('are English for everybody else', async () => {
    expect((await product.visitor().post('/login', wrong, format)).text).toContain(english.invalidCredentials);
    const french = await product.visitor().post('/login', wrong, format, { 'accept-language': 'fr' });
    expect(french.text).toContain(english.invalidCredentials);
  });

  it('have their gaps filled, and fall back to English where nothing is translated', async () => {
    const answer = await product.visitor().post('/register', { password: 'kurz' }, format, { 'accept-language': 'de' });
    expect(answer.text).toContain('Passwörter müssen mindestens 8 Zeichen haben');
    expect(answer.text).toContain(usersTexts.emailInvalid);
  });
});
