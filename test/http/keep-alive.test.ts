import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { Closers, Product } from '../support/product.js';

const closers = new Closers();
afterAll(() => closers.closeAll());

const start = (env: Record<string, string> = {}) => closers.add(Product.start(env), (product) => product.remove());

/** A connection on which one request has been answered, and what was said of how long it is kept. */
async function afterOneAnswer({ url }: Product) {
  const socket = connect(Number(new URL(url).port), 'localhost');
  socket.write('GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [answer] = await once(socket, 'data');
  return { socket, told: /^keep-alive: *(.+?)\r$/im.exec(String(answer))?.[1] };
}

describe('an idle connection', () => {
  it.each([
    [{}, 'timeout=75'],
    [{ KEEP_ALIVE_TIMEOUT: '620s' }, 'timeout=620'],
  ])('is kept for as long as is said (%o)', async (env, said) => {
    const { socket, told } = await afterOneAnswer(await start(env));
    socket.destroy();
    expect(told).toBe(said);
  });

  it('is closed after KEEP_ALIVE_TIMEOUT, by the product', async () => {
    const { socket, told } = await afterOneAnswer(await start({ KEEP_ALIVE_TIMEOUT: '1s' }));
    expect(told).toBe('timeout=1');
    socket.resume();
    await once(socket, 'end');
  });
});
