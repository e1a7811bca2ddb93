import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { FORMATS, type Product, startProduct } from '../../src/testing/index.js';

@Controller('test-fault')
class FaultController {
  @Get()
  fail() {
    throw new TypeError('there is no note');
  }
}

@Module({ controllers: [FaultController] })
class Faulty {}

let product: Product;

beforeAll(async () => {
  product = await startProduct({ modules: [Faulty] });
});

afterEach(() => vi.restoreAllMocks());

afterAll(() => product.remove());

it.each(FORMATS)('whoever runs a test reads what a handler has thrown and where, the visitor does not (%s)', async (format) => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  const { status, text } = await (await product.signedIn()).get('/test-fault', format);
  expect([status, text.includes('there is no note')]).toEqual([500, false]);
  const [report] = told.mock.calls.flat();
  expect(report).toMatch(/TypeError: there is no note\nat test\/testing\/told-faults\.test\.ts:9:\d+\n/);
  expect(report).toContain("throw new TypeError('there is no note');");
});

it('nothing is told of refusals', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue();
  expect((await product.visitor().get('/test-fault', 'json')).status).toBe(401);
  expect(told).not.toHaveBeenCalled();
});
