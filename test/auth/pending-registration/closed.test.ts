import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RegistrationService } from '../../../src/auth/register/registration.service.js';
import { Product } from '../../support/product.js';
import { FORMATS, logIn, register, someone } from '../../support/visitor.js';

let product: Product;
beforeAll(async () => {
  product = await Product.start({ REGISTRATION: 'closed' });
});
afterAll(() => product.remove());

describe.each(FORMATS)('a closed registration (%s)', (format) => {
  it('answers 404 to whoever asks for it', async () => {
    expect((await product.visitor().get('/register', format)).status).toBe(404);
    expect((await register(product.visitor(), someone(), format)).status).toBe(404);
  });

  it('is linked from nowhere', async () => {
    for (const path of ['/', '/login', '/forgot-password', '/verify-email']) {
      expect([path, (await product.visitor().get(path)).text.includes('/register')]).toEqual([path, false]);
    }
  });

  it('lets those in whose account an operator has made', async () => {
    const person = someone();
    const form = { ...person, passwordConfirmation: person.password };
    await product.app.get(RegistrationService).registerForOperator(form);
    expect((await logIn(product.visitor(), person, format)).status).toBe(format === 'html' ? 303 : 200);
  });
});
