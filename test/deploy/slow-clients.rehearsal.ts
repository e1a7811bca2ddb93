import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../support/visitor.js';
import { FRONTS, Fronts } from './fronts.js';
import { OddClient } from './odd-client.js';

let fronts: Fronts;

beforeAll(async () => {
  fronts = await Fronts.start();
});

afterAll(() => fronts?.stop());

const HEAD = 'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

/** Seconds; a busy machine may need some more. */
const within = (least: number, most: number) => expect.toSatisfy((ms: number) => ms >= least * 1_000 && ms <= (most + 5) * 1_000);

describe('a client that is too slow', () => {
  it.concurrent.each(FRONTS)('with its request line or headers is cut off after 15 s: %s', async (name) => {
    const slow = ['GET /lo', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '].map((begun) =>
      new OddClient(fronts.port(name), begun).drip('x'),
    );
    expect(await Promise.all(slow)).toEqual([within(14, 17), within(14, 17)]);
  });

  it.concurrent('that says nothing at all is cut off after 15 s', async () => {
    expect(await new OddClient(fronts.port('the port itself'), '').ended).toEqual(within(14, 17));
  });

  it.concurrent('with its body is cut off after 60 s', { timeout: 120_000 }, async () => {
    const port = fronts.port('the port itself');
    const slow = [
      new OddClient(port, `${HEAD}Content-Length: 1000\r\n\r\n`).drip('x'),
      new OddClient(port, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`).drip('1\r\nx\r\n'),
      // HAProxy passes on what it has; nginx waits until it has all, and keeps nobody else waiting.
      new OddClient(fronts.port('HAProxy'), `${HEAD}Content-Length: 1000\r\n\r\n`).drip('x'),
    ];
    // Others are served meanwhile.
    for (const name of FRONTS) expect((await new Visitor(fronts.url(name)).get('/login')).status).toBe(200);
    expect(await Promise.all(slow)).toEqual([within(59, 62), within(59, 62), within(59, 62)]);
  });
});
