import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { Logger } from '../../src/log/logger.js';
import { Product } from '../support/product.js';
import { exchange, raw } from './raw.js';
import { HIDDEN, ONE_REQUEST, SMUGGLING } from './smuggling-forms.js';

const reached = vi.fn();

@Public()
@Controller(HIDDEN)
class HiddenController {
  @Get()
  show() {
    reached();
    return {};
  }
}

@Module({ controllers: [HiddenController] })
class HiddenModule {}

let product: Product;

beforeAll(async () => {
  product = await Product.start({}, [HiddenModule]);
});

beforeEach(() => reached.mockClear());
afterAll(() => product.remove());

/** A request that was sent before this one has been dealt with, should it be one. */
const settled = () => product.visitor().get('/session');

const bytes = (request: string) => Buffer.from(request, 'latin1');

describe('a request that could be read in two ways', () => {
  it.each(SMUGGLING)('is refused, and what it hides is no request: %s', async (_name, request) => {
    const noted = vi.spyOn(product.app.get(Logger), 'info');
    const { status } = await exchange(product.url, bytes(request));
    expect(status).toBe(400);
    await settled();
    expect(reached).not.toHaveBeenCalled();
    const events = noted.mock.calls.filter(([message]) => message === 'input-refused');
    expect(events).toEqual([['input-refused', expect.objectContaining({ address: '127.0.0.1', reason: expect.any(String) })]]);
    noted.mockRestore();
  });
});

describe('what looks like a second request', () => {
  it.each(ONE_REQUEST)('is none %s', async (_name, request, status) => {
    const answer = await exchange(product.url, bytes(request));
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('HTTP/1.1');
    await settled();
    expect(reached).not.toHaveBeenCalled();
  });

  it('is one after a request that was answered, on the same connection', async () => {
    const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    const { text } = await exchange(product.url, bytes(ask('/login') + ask('/nothing') + ask(HIDDEN, 'Connection: close\r\n')));
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200']);
    expect(reached).toHaveBeenCalledTimes(1);
  });
});

describe('a request that expects what no server can do', () => {
  it.each(['x', '100-continue, x', 'x=1; 100-continue'])(
    'is a 417 with our headers and a line in the log: %s',
    async (expected) => {
      const noted = vi.spyOn(product.app.get(Logger), 'info');
      const ended = vi.spyOn(product.app.get(Logger), 'request');
      const answer = await raw(product.url, 'POST /login', [
        `Expect: ${expected}`,
        'Accept: application/json',
        'Content-Length: 0',
      ]);
      expect([answer.status, answer.json['code']]).toEqual([417, 'expectation_failed']);
      expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-request-id': answer.json['requestId'] });
      await vi.waitFor(() => expect(ended).toHaveBeenCalledWith(expect.objectContaining({ status: 417 }), 'info'), {
        timeout: 20_000,
      });
      expect(noted).toHaveBeenCalledWith('input-refused', expect.objectContaining({ reason: 'expectation_failed' }));
      noted.mockRestore();
      ended.mockRestore();
    },
  );
});
