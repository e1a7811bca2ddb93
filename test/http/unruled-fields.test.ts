import { Body, Controller, Module, Post } from '@nestjs/common';
import { Allow } from 'class-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { RuleList } from '../../src/forms/rule-list.js';
import { FormPipe } from '../../src/http/requests/form.pipe.js';
import { Product } from '../support/product.js';

class OrderDto {
  @RuleList([{ code: 'Please name it', holds: (text) => text !== '' }])
  name = '';

  /** Nobody has given it a rule. */
  note = '';

  @Allow()
  anything: unknown = '';
}

@Public()
@Controller('test-orders')
class OrdersController {
  @Post()
  add(@Body(FormPipe) order: OrderDto) {
    return { order };
  }
}

@Module({ controllers: [OrdersController] })
class TestModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [TestModule]);
});

afterAll(() => product.remove());

describe('a field of a form that has no rule', () => {
  it.each([[[]], [{ $ne: null }], [1], [true]])('takes no %j', async (note) => {
    const refused = await product.visitor().post('/test-orders', { name: 'x', note }, 'json');
    expect([refused.status, refused.json['errors']]).toEqual([422, { note: ['Please enter one value, as text'] }]);
  });

  it('takes text, and what @Allow() lets in', async () => {
    const order = { name: 'x', note: 'soon', anything: { is: ['let', 'in'] } };
    const taken = await product.visitor().post('/test-orders', order, 'json');
    expect([taken.status, taken.json]).toEqual([201, { order }]);
  });
});
