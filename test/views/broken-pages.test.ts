import { Module } from '@nestjs/common';
import { expect, it } from 'vitest';
import { Feature } from '../../src/features/feature.js';
import { Product } from '../support/product.js';

@Module({})
@Feature({
  layout: () => {
    throw new Error('a secret of the house');
  },
})
class BrokenModule {}

it('a layout that throws, on error pages too, is a plain 500 that tells nothing', async () => {
  const product = await Product.start({}, [BrokenModule]);
  const { status, headers, text } = await product.visitor().get('/');
  await product.remove();
  expect([status, headers.get('content-type'), text]).toEqual([
    500,
    'text/plain; charset=utf-8',
    'Something went wrong on our end.',
  ]);
});
