import { connect } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { requestScope } from '../../src/log/request-scope.js';
import { freePort } from '../support/network.js';
import { freshStorage, Product, type Storage } from '../support/product.js';
import { eventually, type ProductProcess, startProcess } from '../support/servers/index.js';
import { signIn, Visitor } from '../support/visitor.js';
import { raw } from './raw.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

let storage: Storage;
let product: ProductProcess;

/** Behind a proxy that it trusts; on servers as in production, else as a developer has it. */
beforeAll(async () => {
  storage = await freshStorage();
  const port = String(await freePort());
  const production = { NODE_ENV: 'production', SESSION_SECRET: 'the secret of one test that is long enough', BCRYPT_COST: '10' };
  const mode = storage.onServers ? production : { BCRYPT_COST: '4' };
  const url = `http://127.0.0.1:${port}`;
  product = await startProcess({
    ...storage.env,
    ...mode,
    LOG_LEVEL: 'debug',
    PORT: port,
    PUBLIC_URL: url,
    TRUST_PROXY: '127.0.0.1',
  });
});

afterAll(async () => {
  await product?.stop();
  await storage.remove();
});

type Entry = Record<string, unknown>;

/** A line of the log: JSON in production, else readable. */
function entryOf(line: string): Entry {
  if (line.startsWith('{')) return JSON.parse(line);
  const [, level, msg] = line.split(' ');
  return { level, msg, ...Object.fromEntries([...line.matchAll(/(\w+)=("?)(\S+)\2/g)].map(([, key, , value]) => [key, value])) };
}

/** All lines of the request that got this answer, once its own is there. */
async function linesOf({ headers }: { readonly headers: Headers }): Promise<Entry[]> {
  const requestId = headers.get('x-request-id');
  const lines = () => product.lines.map(entryOf).filter((entry) => entry['requestId'] === requestId);
  await eventually('the request is in the log', () => lines().some(({ msg }) => msg === 'request'), product);
  return lines();
}

async function requestLine(answer: { readonly headers: Headers }): Promise<Entry> {
  const lines = (await linesOf(answer)).filter(({ msg }) => msg === 'request');
  expect(lines).toHaveLength(1);
  return lines[0] ?? {};
}

describe('the access log', () => {
  it('says who asked for what, by the pattern of the route, and how it was answered', async () => {
    const visitor = new Visitor(product.url);
    await signIn(visitor);
    const { user } = (await visitor.get('/profile', 'json')).json;
    const dashboard = await requestLine(await visitor.get('/dashboard?secret=1'));
    const seen = { level: 'info', method: 'GET', route: '/dashboard', path: '/dashboard', format: 'html', accountId: user.id };
    expect(dashboard).toMatchObject({ ...seen, address: '127.0.0.1' });
    expect([Number(dashboard['status']), Number(dashboard['ms']) > 0]).toEqual([200, true]);
    expect(JSON.stringify(dashboard)).not.toContain('secret');

    expect(await requestLine(await visitor.get('/orders/0199b2c4-1111-7222-8333-444455556666/lines'))).toMatchObject({
      path: '/orders/0199b2c4-1111-7222-8333-444455556666/lines',
    });
    const revoke = await requestLine(await visitor.post('/settings/sessions/x/revoke', {}, 'json'));
    expect(revoke).toMatchObject({ route: '/settings/sessions/:id/revoke', path: '/settings/sessions/x/revoke', format: 'json' });
  });

  it('holds no hash of a session, nor anything else that may be a token, whole or encoded', async () => {
    const visitor = new Visitor(product.url);
    await signIn(visitor);
    const { sessions } = (await visitor.get('/settings/sessions', 'json')).json;
    const id: string = sessions[0].id;
    const encoded = `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`;
    const paths = [`/settings/sessions/${id}/revoke`, `/settings/sessions/${encoded}/revoke`, `/nowhere/${id}.txt`];
    for (const path of [...paths, `/x/${'0123456789abcdef'.repeat(4)}`]) {
      const lines = await linesOf(await visitor.get(path, 'json'));
      expect(JSON.stringify(lines)).not.toContain(id.slice(1));
      expect(JSON.stringify(lines)).not.toContain('0123456789abcdef');
    }
    expect(await requestLine(await visitor.post(`/settings/sessions/${id}/revoke`, {}, 'json'))).toMatchObject({
      route: '/settings/sessions/:id/revoke',
      path: '/settings/sessions/*/revoke',
    });
  });

  it('shows a probe that is told all is well to whoever looks for it, and one that is not to everybody', async () => {
    const visitor = new Visitor(product.url);
    const levelOf = async (path: string) => (await requestLine(await visitor.get(path, 'json')))['level'];
    expect([await levelOf('/health/live'), await levelOf('/health/ready'), await levelOf('/health/none')]).toEqual([
      'debug',
      'debug',
      'info',
    ]);
    const { headers } = await visitor.send('/health/serving', { method: 'POST' });
    expect(await requestLine({ headers })).toMatchObject({ level: 'info', route: '/health/serving' });
  });

  it('has a pattern for what is answered before the router, and none for the unknown', async () => {
    const visitor = new Visitor(product.url);
    const [asset = ''] = (await visitor.get('/')).text.match(/\/assets\/[^"]+/) ?? [];
    expect(await requestLine(await visitor.get(asset))).toMatchObject({ route: '/assets/:file', path: asset });
    expect(await requestLine(await visitor.get('/health/live'))).toMatchObject({ route: '/health/live', format: 'json' });
    expect((await requestLine(await visitor.get('/nowhere')))['route']).toBeUndefined();
  });
});

describe('the id of a request', () => {
  const ask = (...headers: string[]) => raw(product.url, 'GET /health/live', headers);

  it.each(['7', 'x'.repeat(128), 'Root=1-67891233-abcdef012345678912345678', 'a_b.c:d@e+f/g=h'])(
    'is that of a trusted proxy: %s',
    async (id) => {
      const { headers } = await ask(`X-Request-Id: ${id}`);
      expect(headers['x-request-id']).toBe(id);
      expect((await requestLine({ headers: new Headers(headers) }))['requestId']).toBe(id);
    },
  );

  it.each(['', 'x'.repeat(129), 'a b', 'a,b', '"', '<b>', 'a\tb', 'a\x7f', 'é', '\x1b[31m'])(
    'is made where the proxy has none that is safe: %j',
    async (id) => {
      const { headers } = await ask(`X-Request-Id: ${id}`);
      // A control character is no header at all.
      if (headers['x-request-id'] !== undefined) expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
    },
  );

  it('is made anew where there are two', async () => {
    const { headers } = await ask('X-Request-Id: one', 'X-Request-Id: two');
    expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('a traceparent', () => {
  it('puts its trace id into every line of the request, and into no other', async () => {
    const visitor = new Visitor(product.url);
    const wrong = { identifier: 'nobody', password: 'wrong' };
    const lines = await linesOf(await visitor.post('/login', wrong, 'json', { traceparent: TRACEPARENT }));
    expect(lines.map(({ msg, traceId }) => [msg, traceId])).toEqual([
      ['login-failed', TRACE],
      ['request', TRACE],
    ]);
    const next = await linesOf(await visitor.post('/login', wrong, 'json'));
    expect(next.map(({ traceId }) => traceId)).toEqual([undefined, undefined]);
  });

  it('is in the line of a request whose client leaves before the answer, with the status 499', async () => {
    const trace = TRACE.replace('4', 'a');
    const head = ['POST /login HTTP/1.1', 'Host: x', 'Content-Type: application/json', 'Content-Length: 9'];
    const leaving = connect(Number(new URL(product.url).port), '127.0.0.1');
    leaving.end([...head, `traceparent: ${TRACEPARENT.replace(TRACE, trace)}`, '', '{'].join('\r\n'));
    const line = () => product.lines.map(entryOf).find(({ traceId }) => traceId === trace);
    await eventually('the request is in the log', () => line() !== undefined, product);
    expect({ ...line(), status: Number(line()?.['status']) }).toMatchObject({ msg: 'request', route: '/login', status: 499 });
    leaving.destroy();
  });

  it('of a later version counts by what it has in common', async () => {
    const traceparent = `01-${TRACE}-00f067aa0ba902b7-01-what-comes-later`;
    expect(await requestLine(await new Visitor(product.url).get('/', 'html', { traceparent }))).toMatchObject({ traceId: TRACE });
  });

  it.each([
    TRACE,
    TRACEPARENT.toUpperCase(),
    `${TRACEPARENT}-more`,
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.slice(1)}-00f067aa0ba902b7-01`,
    `${TRACEPARENT}, ${TRACEPARENT}`,
    `0x-${TRACE}-00f067aa0ba902b7-01`,
  ])('that is none is as good as none: %s', async (traceparent) => {
    const line = await requestLine(await new Visitor(product.url).get('/', 'html', { traceparent }));
    expect(line['traceId']).toBeUndefined();
  });

  it("is at hand in a team's own code", async () => {
    @Controller('own')
    class OwnController {
      @Public()
      @Get()
      scope() {
        const { traceId, traceparent } = requestScope.getStore() ?? {};
        return { traceId, traceparent };
      }
    }

    @Module({ controllers: [OwnController] })
    class OwnModule {}

    const own = await Product.start({}, [OwnModule]);
    const answer = await own.visitor().get('/own', 'json', { traceparent: TRACEPARENT });
    expect(answer.json).toEqual({ traceId: TRACE, traceparent: TRACEPARENT });
    expect((await own.visitor().get('/own', 'json')).json).toEqual({});
    await own.remove();
  });
});
