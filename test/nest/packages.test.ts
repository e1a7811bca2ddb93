import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../support/visitor.js';
import { PackagesModule } from './packages/packages.module.js';
import { SideBySide } from './side-by-side.js';

const PROGRAM: RequestInit = { headers: { accept: 'application/json' } };

const SAME: [package_: string, method: string, path: string][] = [
  ['config', 'GET', '/packages/config'],
  ['cache-manager', 'GET', '/packages/cached'],
  ['cache-manager, again', 'GET', '/packages/cached'],
  ['event-emitter', 'POST', '/packages/orders'],
  ['event-emitter, in another module', 'POST', '/packages/deliveries'],
  ['terminus, well', 'GET', '/packages/well'],
  ['terminus, sick', 'GET', '/packages/sick'],
  ['serve-static, a file', 'GET', '/files/style.css'],
  ['serve-static, the index', 'GET', '/files/'],
  ['serve-static, any path below', 'GET', '/files/deep/down'],
];

let both: SideBySide;

beforeAll(async () => {
  both = await SideBySide.start([PackagesModule]);
});

afterAll(() => both.stop());

/** Sends one message, and returns what comes back until nothing more does. */
async function said(url: string, message: object, expected: number): Promise<unknown[]> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const heard: unknown[] = [];
  await new Promise((resolve, reject) => {
    socket.addEventListener('error', reject);
    socket.addEventListener('open', () => socket.send(JSON.stringify(message)));
    socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))) === expected && resolve(heard));
  });
  socket.close();
  return heard;
}

describe("Nest's own packages answer as with Nest alone", () => {
  it.each(SAME)('%s: %s %s', async (_package, method, path) => {
    const { nest, ours } = await both.ask(path, { ...PROGRAM, method });
    expect(ours).toEqual(nest);
  });

  it('terminus: a probe that asks for nothing gets the same body of who is sick', async () => {
    const { nest, ours } = await both.ask('/packages/sick', { headers: { accept: '*/*' } });
    expect([ours.status, JSON.parse(ours.body)]).toEqual([503, JSON.parse(nest.body)]);
  });

  it('throttler: the second request is a 429 that says when', async () => {
    await both.ask('/packages/throttled', PROGRAM);
    const { nest, ours } = await both.ask('/packages/throttled', PROGRAM);
    expect([ours.status, ours.headers['retry-after']]).toEqual([429, nest.headers['retry-after']]);
    expect(JSON.parse(ours.body)).toMatchObject({ ...JSON.parse(nest.body), code: 'too_many_attempts' });
  });

  it('serve-static: files keep the cache headers that they were given, and are "not modified"', async () => {
    const [, url] = both.urls;
    const file = await fetch(`${url}/files/style.css`);
    expect(file.headers.get('cache-control')).toBe('public, max-age=3600, immutable');
    expect(file.headers.get('vary')).toBeNull();
    // fetch itself would say no-cache.
    const headers = { 'if-none-match': String(file.headers.get('etag')), 'cache-control': 'max-age=0' };
    const again = await fetch(`${url}/files/style.css`, { headers });
    expect(again.status).toBe(304);
  });

  it('swagger: its document has the same route, beside those of the product', async () => {
    const { nest, ours } = await both.ask('/api-json', PROGRAM);
    const [theirs, document] = [JSON.parse(nest.body), JSON.parse(ours.body)];
    expect(document.paths['/packages/config']).toEqual(theirs.paths['/packages/config']);
    expect(Object.keys(document.paths)).toContain('/login');
  });

  it('websockets: messages are answered, one by one, and refused in words', async () => {
    const [nest, ours] = both.urls;
    for (const url of [nest, ours]) {
      expect(await said(`${url}/events`, { event: 'events', data: [1, 2] }, 2)).toEqual([
        { event: 'events', data: 1 },
        { event: 'events', data: 2 },
      ]);
      expect(await said(`${url}/events`, { event: 'broken' }, 1)).toEqual([
        { event: 'exception', data: expect.objectContaining({ message: 'Invalid credentials.' }) },
      ]);
    }
  });

  it('websockets: a gateway that does not say @Public() is closed', async () => {
    const [nest, ours] = both.urls;
    const message = { event: 'events' };
    expect(await said(`${nest}/closed-events`, message, 1)).toEqual([{ event: 'events', data: 'for whoever is let in' }]);
    expect(await said(`${ours}/closed-events`, message, 1)).toEqual([
      { event: 'exception', data: expect.objectContaining({ message: 'Forbidden resource' }) },
    ]);
  });

  it('the product is as it was beside them', async () => {
    const visitor = both.product.visitor();
    await signIn(visitor);
    expect((await visitor.get('/dashboard')).status).toBe(200);
    expect((await visitor.get('/nowhere')).status).toBe(404);
  });
});
