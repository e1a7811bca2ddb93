import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NONCE_HEADER, signNonce } from '../../src/doctor/nonce.js';
import { clientAddress, setTrustedProxies } from '../../src/http/client/trusted-proxies.js';
import { Closers, Product } from '../support/product.js';
import { signIn } from '../support/visitor.js';
import { raw } from './raw.js';

const SECRET = 'the session secret of all these tests';
const PUBLIC_URL = 'https://gate.example.org';

/** Each product has one of these as its TRUST_PROXY. `::` lets the peer be an IPv4 address in IPv6's clothes, as dual-stack listeners see it. */
const SETTINGS = { nobody: '', one: '1', two: '2', listed: '127.0.0.1,10.0.0.0/8,2001:db8:1::/48' } as const;
type Trust = keyof typeof SETTINGS;

const products = new Map<Trust, Product>();
const closers = new Closers();

beforeAll(async () => {
  for (const [name, trust] of Object.entries(SETTINGS)) {
    const env = { TRUST_PROXY: trust, SESSION_SECRET: SECRET, PUBLIC_URL, ...(name === 'listed' && { HOST: '::' }) };
    products.set(name as Trust, await closers.add(Product.start(env), (product) => product.remove()));
  }
});

afterAll(() => closers.closeAll());

/** What the product made of a request that carries these header lines, as it tells the doctor. */
async function seen(trust: Trust, ...lines: string[]): Promise<Record<string, any>> {
  const url = products.get(trust)?.url ?? '';
  const answer = await raw(url, 'GET /health/live', [`${NONCE_HEADER}: ${signNonce(SECRET)}`, ...lines]);
  return answer.json['doctor'].seen;
}

describe('without TRUST_PROXY', () => {
  it.each([
    'X-Forwarded-For: 203.0.113.7',
    'X-Forwarded-For: 127.0.0.1, 203.0.113.7',
    'X-Forwarded-Proto: https',
    'X-Forwarded-Host: evil.example',
    'X-Forwarded-Port: 443',
    'X-Forwarded-Ssl: on',
    'Front-End-Https: on',
    'Forwarded: for=203.0.113.7;proto=https;host=evil.example',
    'X-Real-IP: 203.0.113.7',
    'X-Client-IP: 203.0.113.7',
    'True-Client-IP: 203.0.113.7',
    'CF-Connecting-IP: 203.0.113.7',
  ])('%s has no effect', async (line) => {
    const { host } = new URL(products.get('nobody')?.url ?? '');
    expect(await seen('nobody', line)).toMatchObject({ address: '127.0.0.1', scheme: 'http', host, peerTrusted: false });
  });
});

describe('the address of a client', () => {
  it.each<[Trust, string, string]>([
    // The farthest hop that is trusted decides; what a client wrote before it counts for nothing.
    ['one', '203.0.113.7', '203.0.113.7'],
    ['one', '192.0.2.66, 203.0.113.7', '203.0.113.7'],
    ['two', '192.0.2.66, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['two', '203.0.113.7', '203.0.113.7'],
    ['listed', '192.0.2.66, 203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['listed', '192.0.2.66, 203.0.113.7, 10.0.0.2, 10.9.9.9', '203.0.113.7'],
    ['listed', '192.0.2.66, 203.0.113.7', '203.0.113.7'],
    ['listed', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    // Each address has one spelling.
    ['one', '::ffff:203.0.113.7', '203.0.113.7'],
    ['one', '::FFFF:cb00:7107', '203.0.113.7'],
    ['one', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['one', 'fe80::1%eth0', 'fe80::1'],
    ['listed', '203.0.113.7, ::ffff:10.0.0.2', '203.0.113.7'],
    ['listed', '203.0.113.7, 2001:db8:1::5', '203.0.113.7'],
    ['listed', '203.0.113.7, 2001:db8:2::5', '2001:db8:2::5'],
    // Azure and IIS write the port with the address.
    ['one', '203.0.113.7:4711', '203.0.113.7'],
    ['one', '[2001:db8::1]:4711', '2001:db8::1'],
    ['one', '[2001:db8::1]', '2001:db8::1'],
    ['listed', '203.0.113.7:4711, 10.0.0.2:80', '203.0.113.7'],
    // Where the word of a trusted hop is no address, the hop stands for its clients.
    ['one', 'unknown', '127.0.0.1'],
    ['one', 'unix:', '127.0.0.1'],
    ['one', '203.0.113.7, _hidden', '127.0.0.1'],
    ['one', '203.0.113.7 evil', '127.0.0.1'],
    ['one', '999.1.1.1', '127.0.0.1'],
    ['one', '0x7f.1', '127.0.0.1'],
    ['one', '010.0.0.1', '127.0.0.1'],
    ['one', '<script>', '127.0.0.1'],
    ['one', '', '127.0.0.1'],
    ['one', ' , ,', '127.0.0.1'],
    ['two', '203.0.113.7, junk, 10.0.0.2', '10.0.0.2'],
    ['listed', '203.0.113.7, junk, 10.0.0.2', '10.0.0.2'],
    ['one', '203.0.113.7,,', '203.0.113.7'],
  ])('%s: %s is %s', async (trust, header, address) => {
    expect((await seen(trust, `X-Forwarded-For: ${header}`))['address']).toBe(address);
  });

  it('comes from the last of several headers, which are one list', async () => {
    const lines = ['X-Forwarded-For: 192.0.2.66', 'X-Forwarded-For: 203.0.113.7, 10.0.0.2'];
    expect((await seen('one', ...lines))['address']).toBe('10.0.0.2');
    expect((await seen('listed', ...lines))['address']).toBe('203.0.113.7');
  });

  it('is the same in the list of sessions', async () => {
    const visitor = products
      .get('one')
      ?.visitor({ 'x-forwarded-for': '192.0.2.66, [2001:DB8::1]:99', 'x-forwarded-proto': 'https' });
    await signIn(visitor ?? expect.fail());
    expect((await visitor?.get('/settings/sessions', 'json'))?.json['sessions']).toMatchObject([{ ip: '2001:db8::1' }]);
  });

  it('is found in a header of 12 KB without end', async () => {
    const long = Array.from({ length: 1_500 }, () => '10.1.1.1').join(',');
    expect((await seen('listed', `X-Forwarded-For: 203.0.113.7,${long}`))['address']).toBe('10.1.1.1');
  });
});

describe('scheme and host', () => {
  it.each<[string, string]>([
    ['https', 'https'],
    ['HTTPS', 'https'],
    ['https, http', 'https'],
    ['http, https', 'http'],
    ['http', 'http'],
    ['gopher', 'http'],
    ['', 'http'],
  ])('X-Forwarded-Proto: %s of a trusted proxy is %s', async (said, scheme) => {
    expect((await seen('one', `X-Forwarded-Proto: ${said}`))['scheme']).toBe(scheme);
  });

  it('X-Forwarded-Host of a trusted proxy is the host, of several the first', async () => {
    expect((await seen('one', 'X-Forwarded-Host: a.example:8443, b.example'))['host']).toBe('a.example:8443');
    expect((await seen('one', 'Host: c.example'))['host']).toBe('c.example');
  });

  it('Forwarded and X-Real-IP have no effect from a trusted proxy either', async () => {
    const lines = ['Forwarded: for=203.0.113.7;proto=https;host=evil.example', 'X-Real-IP: 203.0.113.7'];
    expect(await seen('one', ...lines)).toMatchObject({ address: '127.0.0.1', scheme: 'http' });
  });
});

describe('redirects and cookies use PUBLIC_URL', () => {
  const FORGED = [
    'Host: evil.example',
    'X-Forwarded-Host: evil.example',
    'X-Forwarded-Port: 8443',
    'X-Forwarded-Prefix: /evil',
    'X-Forwarded-Server: evil.example',
    'Forwarded: host=evil.example;proto=https',
    'X-Original-URL: https://evil.example/',
    'X-Rewrite-URL: https://evil.example/',
  ];

  it.each(['nobody', 'one'] as const)('whatever host a client or proxy names (%s trusted)', async (trust) => {
    const url = products.get(trust)?.url ?? '';
    const plain = await raw(url, 'GET /login?next=%2Fprofile', [...FORGED, 'Accept: text/html']);
    expect([plain.status, plain.headers['location']]).toEqual([307, `${PUBLIC_URL}/login?next=%2Fprofile`]);
    expect(JSON.stringify(plain.headers)).not.toContain('evil');
    if (trust === 'nobody') return;
    const secure = await raw(url, 'GET /dashboard', [...FORGED, 'X-Forwarded-Proto: https', 'Accept: text/html']);
    expect([secure.status, secure.headers['location']]).toEqual([303, '/login?next=%2Fdashboard']);
    expect(secure.headers['set-cookie']).toMatch(/^__Host-flash=.*; Path=\/; .*Secure/);
    expect(secure.headers['set-cookie']).not.toMatch(/domain/i);
    const page = await raw(url, 'GET /login', [...FORGED, 'X-Forwarded-Proto: https', 'Accept: text/html']);
    expect(page.text + JSON.stringify(page.headers)).not.toContain('evil');
  });
});

describe('over a Unix socket', () => {
  it.each(['1', '10.0.0.0/8', '203.0.113.200'])('the peer is a proxy (TRUST_PROXY=%s)', async (trust) => {
    const app = express();
    setTrustedProxies(app, {
      trustProxy: /^\d$/.test(trust) ? Number(trust) : [trust],
      listenSocket: 'given',
      forwardedProto: 'header',
    });
    app.get('/', ({ ip, protocol, secure, host }: Request, response) => void response.json([ip, protocol, secure, host]));
    const path = join(tmpdir(), `gatehouse-who-${process.pid}.sock`);
    const server = createServer(app).listen(path);
    await once(server, 'listening');
    const says = { 'x-forwarded-for': '192.0.2.66, 203.0.113.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'a.example' };
    expect(await overSocket(path, says)).toEqual(['203.0.113.7', 'https', true, 'a.example']);
    expect(await overSocket(path, {})).toEqual(['unknown', 'http', false, 'localhost']);
    expect(await overSocket(path, { 'x-forwarded-for': 'unix:' })).toMatchObject({ 0: 'unknown' });
    await new Promise((closed) => server.close(closed));
  });
});

describe('a TCP connection that was reset, and so has lost its address', () => {
  it('does not pass for the proxy behind a Unix socket', async () => {
    const app = express();
    setTrustedProxies(app, { trustProxy: ['10.0.0.1'], listenSocket: undefined, forwardedProto: 'header' });
    const judged = new Promise<string>((resolve) => {
      app.get('/', (request: Request) => void request.once('close', () => resolve(clientAddress(request))));
    });
    const server: Server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n');
    await once(server, 'request');
    client.resetAndDestroy();
    expect(await judged).not.toBe('203.0.113.7');
    await new Promise((closed) => server.close(closed));
  });
});

function overSocket(socketPath: string, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path: '/', headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (part) => (text += String(part))).on('end', () => resolve(JSON.parse(text)));
    });
    request.on('error', reject).end();
  });
}
