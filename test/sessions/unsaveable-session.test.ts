import { Controller, Get, Module, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { Product } from '../support/product.js';
import { FORMATS, signIn } from '../support/visitor.js';

const VALUES = {
  bigint: () => 10n,
  cycle: () => {
    const value: Record<string, unknown> = {};
    return Object.assign(value, { self: value });
  },
  thrower: () => ({
    toJSON() {
      throw new Error('no JSON of me');
    },
  }),
};

/** A team's own handlers, which put into the session what JSON does not know. */
@Controller('test-unsaveable')
class UnsaveableController {
  @Post(':value')
  keep(@Req() request: Request) {
    return this.put(request);
  }

  @Get(':value')
  look(@Req() request: Request) {
    return this.put(request);
  }

  @Get(':value/by-itself')
  byItself(@Req() request: Request, @Res() response: Response) {
    this.put(request);
    setImmediate(() => response.end('an answer of its own'));
  }

  private put(request: Request) {
    const value = VALUES[request.params['value'] as keyof typeof VALUES]();
    Object.assign(request.session, { kept: 'yes', value });
    return { done: true };
  }
}

@Module({ controllers: [UnsaveableController] })
class UnsaveableModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [UnsaveableModule]);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => product.remove());

describe.each(FORMATS)('a session value that cannot be saved (%s)', (format) => {
  it.each(Object.keys(VALUES))('is a 500 at once and one line in the log: %s', async (value) => {
    const visitor = product.visitor();
    await signIn(visitor);
    for (const send of [
      () => visitor.post(`/test-unsaveable/${value}`, {}, format),
      () => visitor.get(`/test-unsaveable/${value}`, format),
      () => visitor.get(`/test-unsaveable/${value}/by-itself`, format),
    ]) {
      const fault = vi.spyOn(product.app.get(Logger), 'fault');
      const answer = await send();
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('"done"');
      expect(fault.mock.calls.map(([message]) => message)).toEqual(['unexpected-error']);
      fault.mockRestore();
      expect((await visitor.get('/dashboard', format)).status).toBe(200);
    }
  });
});
