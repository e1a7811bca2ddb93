import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { NoActivity } from '../../src/auth/access/access.decorators.js';
import { later, Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';

const MINUTE = 60_000;

@Controller('polled')
class PolledController {
  @Get('quiet')
  @NoActivity()
  quiet() {
    return {};
  }

  @Get('read')
  read() {
    return {};
  }
}

@Module({ controllers: [PolledController] })
class PolledModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({ SESSION_IDLE_TIMEOUT: '30m' }, [PolledModule]);
});

afterAll(() => product.remove());
afterEach(() => vi.useRealTimers());

describe('a handler that a program asks by itself', () => {
  it.each([
    ['GET', '/polled/quiet', 401],
    ['GET', '/polled/QUIET/', 401],
    ['HEAD', '/polled/quiet', 401],
    ['OPTIONS', '/polled/quiet', 401],
    ['OPTIONS', '/polled/read', 401],
    ['HEAD', '/polled/read', 200],
    ['GET', '/polled/read', 200],
  ])('moves the idle limit unless it says that it is no activity (%s %s: %i)', async (method, path, status) => {
    const visitor = product.visitor();
    await signIn(visitor);
    later(20 * MINUTE);
    expect((await visitor.send(path, { method })).status).toBeLessThan(300);
    later(15 * MINUTE);
    expect((await visitor.get('/profile', 'json')).status).toBe(status);
  });
});
