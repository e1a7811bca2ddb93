import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { ServiceUnavailable } from '../../src/http/errors/service-unavailable.js';
import { Logger } from '../../src/log/logger.js';
import { HashQueue, HashQueueFull } from '../../src/users/passwords/hash-queue.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, type Person, register, someone } from '../support/visitor.js';

class PrinterBusy extends ServiceUnavailable {
  override readonly name = 'PrinterBusy';
}

/** What a team's pages may meet: something of theirs that is full, and a server that nobody watches. */
@Public()
@Controller('test')
class PrinterController {
  @Get('busy')
  busy(): never {
    throw new PrinterBusy();
  }

  @Get('away')
  away(): never {
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  }
}

@Module({ controllers: [PrinterController] })
class PrinterModule {}

let product: Product;
let person: Person;

beforeAll(async () => {
  product = await Product.start({}, [PrinterModule]);
  person = someone();
  await register(product.visitor(), person);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => product.remove());

/** All lines of the log from now on but those of the requests themselves, without times. */
function linesFromNow(): () => unknown[][] {
  const logger = product.app.get(Logger);
  const spies = [vi.spyOn(logger, 'info'), vi.spyOn(logger, 'warn'), vi.spyOn(logger, 'fault')];
  return () =>
    spies.flatMap((spy) => spy.mock.calls as unknown[][]).filter(([message]) => message !== 'request' && message !== 'mail-sent');
}

describe.each(FORMATS)('what is full for a moment (%s)', (format) => {
  it('leaves one line without a stack for a login that finds the hash queue full', async () => {
    vi.spyOn(product.app.get(HashQueue), 'run').mockRejectedValue(new HashQueueFull());
    const lines = linesFromNow();
    const answer = await logIn(product.visitor(), person, format);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    const who = { address: '127.0.0.1', accountId: undefined };
    expect(lines()).toEqual([['service unavailable', { ...who, reason: 'hash queue full' }]]);
  });

  it('is told by the name of its class where it gives no reason', async () => {
    const lines = linesFromNow();
    expect((await product.visitor().get('/test/busy', format)).status).toBe(503);
    expect(lines()).toEqual([['service unavailable', expect.objectContaining({ reason: 'PrinterBusy' })]]);
  });

  it('is told whole where it is an outage that nobody watches', async () => {
    const lines = linesFromNow();
    expect((await product.visitor().get('/test/away', format)).status).toBe(503);
    expect(lines()).toEqual([
      [
        'service unavailable',
        expect.objectContaining({ code: 'ECONNREFUSED' }),
        expect.objectContaining({ address: '127.0.0.1' }),
        expect.any(Function),
      ],
    ]);
  });
});
