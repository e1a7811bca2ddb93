import { afterEach, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';

/** Puts itself in the place of pino and adds to every line, as the instrumentation of OpenTelemetry does. */
vi.mock('pino', async (original) => {
  const { pino, ...rest } = await original<typeof import('pino')>();
  const traced = (options: import('pino').LoggerOptions, stream: import('pino').DestinationStream) => {
    const mixin = (...args: Parameters<NonNullable<typeof options.mixin>>) => ({
      ...options.mixin?.(...args),
      trace_id: 'traced',
    });
    return pino({ ...options, mixin }, stream);
  };
  return { ...rest, pino: Object.assign(traced, pino) };
});

afterEach(() => vi.restoreAllMocks());

it('the line of a request has what a tracer adds to every line', () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const logger = new Logger({ production: false, development: false, logLevel: 'info' });
  const request = { requestId: 'one', traceId: undefined, method: 'GET', route: '/', path: '/', status: 200, format: 'html' };
  const fields = { ...request, ms: 1, address: '127.0.0.1', accountId: undefined };
  logger.request(fields, 'info');
  logger.request(fields, 'debug');
  const lines = written.mock.calls.map(([line]) => String(line));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    / info request requestId=one trace_id=traced method=GET route=\/ path=\/ status=200 .*address=127\.0\.0\.1\n$/,
  );
});
