import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { someone } from '../support/visitor.js';
import { TEXTS } from '../http/shown-errors.js';

let product: Product;
const PUBLIC_URL = 'http://www.xn--bcherschrank-dlb.example:8443';

beforeAll(async () => {
  product = await Product.start({ PUBLIC_URL });
});

afterAll(() => product.remove());

async function errorsOf(password: string): Promise<unknown> {
  const fields = { ...someone(), password, passwordConfirmation: password };
  return (await product.visitor().post('/register', fields, 'json')).json['errors']?.['password'];
}

describe('a password is not what the site is called', () => {
  it.each([
    PUBLIC_URL,
    `${PUBLIC_URL}/`,
    PUBLIC_URL.replace('http:', 'https:').replace(':8443', ''),
    'www.xn--bcherschrank-dlb.example:8443',
    'www.xn--bcherschrank-dlb.example',
    'WWW.XN--BCHERSCHRANK-DLB.EXAMPLE',
    'xn--bcherschrank-dlb.example',
    'xn--bcherschrank-dlb',
    'www.b\u00fccherschrank.example',
    'b\u00fccherschrank.example',
    'B\u00dcCHERSCHRANK',
    'bu\u0308cherschrank',
    'b\u00fccherschrank:8443',
  ])('%s', async (password) => {
    expect(await errorsOf(password)).toEqual([expect.stringMatching(TEXTS.PERSONAL)]);
  });

  it('not with www either, where the address has none', async () => {
    const bare = await Product.start({ PUBLIC_URL: 'http://gallery.example' });
    const tried = async (password: string) => {
      const fields = { ...someone(), password, passwordConfirmation: password };
      return (await bare.visitor().post('/register', fields, 'json')).status;
    };
    expect(await Promise.all(['www.gallery.example', 'Gallery.Example', 'www.gallery'].map(tried))).toEqual([422, 422, 422]);
    await bare.remove();
  });

  it.each(['b\u00fccherschrank1', 'b\u00fccherschrank.example.net', 'b\u00fccherschrank:8444'])(
    'but may be %s',
    async (password) => {
      expect(await errorsOf(password)).toBeUndefined();
    },
  );
});
