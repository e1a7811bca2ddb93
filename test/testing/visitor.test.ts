import { Body, Controller, Module, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS, type Product, startProduct } from '../../src/testing/index.js';

@Controller('test-echo')
class EchoController {
  @Post()
  echo(@Body() body: object) {
    return { body };
  }
}

@Module({ controllers: [EchoController] })
class Echo {}

let product: Product;

beforeAll(async () => {
  product = await startProduct({ modules: [Echo] });
});

afterAll(() => product.remove());

describe.each(FORMATS)('what a visitor sends (%s)', (format) => {
  it('has every value of a list, and nothing of what is not there', async () => {
    const visitor = await product.signedIn();
    const { json } = await visitor.post('/test-echo', { tags: ['phone', 'letter'], title: 'x', notes: undefined }, format);
    expect(json['body']).toEqual({ tags: ['phone', 'letter'], title: 'x' });
  });
});
