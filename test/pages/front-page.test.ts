import { Module } from '@nestjs/common';
import { afterAll, describe, expect, it } from 'vitest';
import { Feature } from '../../src/features/feature.js';
import { onServers, Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';

@Module({})
@Feature({ look: { siteName: 'ACME' } })
class NamedModule {}

const QUESTION = 'What next?';

const products: Product[] = [];
const started = async (...given: Parameters<typeof Product.start>) => {
  const product = await Product.start(...given);
  products.push(product);
  return product;
};

afterAll(() => Promise.all(products.map((product) => product.remove())));

describe('the front page of a new site', () => {
  it('tells a developer what to do next, and somebody signed in nothing of it', async () => {
    const product = await started();
    const member = product.visitor();
    await signIn(member);
    expect((await product.visitor().get('/')).text).toMatch(new RegExp(`${QUESTION}.*docs/guides/notes.md`));
    expect((await member.get('/')).text).not.toContain(QUESTION);
  });

  it('tells programs what it always does', async () => {
    expect((await (await started()).visitor().get('/', 'json')).json).toEqual({ user: null });
  });

  it('tells nothing of it when the site has a look of its own', async () => {
    expect((await (await started({}, [NamedModule])).visitor().get('/')).text).not.toContain(QUESTION);
  });

  it.runIf(onServers)('tells nothing of it in production', async () => {
    const env = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'http://localhost:3000',
      BCRYPT_COST: '10',
      SESSION_SECRET: 'x'.repeat(32),
    };
    expect((await (await started(env)).visitor().get('/')).text).not.toContain(QUESTION);
  });
});
