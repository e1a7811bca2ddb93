import { createHash, createHmac } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestAuthenticator } from '../../src/sessions/authentication/request-authenticator.js';
import { ApiKeyAuthenticator, KEYS } from '../examples/api-key/api-key.authenticator.js';
import { Product, proveAddress } from '../support/product.js';
import { type Answer, FORMATS, type Person, signIn, type Visitor } from '../support/visitor.js';
import { expectPromisedHeaders } from '../http/promised-headers.js';
import { raw } from '../http/raw.js';

@Global()
@Module({
  providers: [{ provide: RequestAuthenticator, useClass: ApiKeyAuthenticator }],
  exports: [RequestAuthenticator],
})
class ApiKeyModule {}

const SECRET = 'the secret that this door and the service share';
const PUBLIC_URL = 'https://gate.example.org';
/** What the trusted proxy says of every request. */
const PROXIED = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.1' };
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const PLAIN = [undefined, '*/*', 'application/json', 'application/problem+json', 'application/json, text/html', 'text/html;q=0.5, */*;q=0.8', 'image/avif,image/webp,*/*;q=0.8', 'text/plain', 'application/xhtml+xml', '', 'text/html;q=0', ';;;,/']; // prettier-ignore
const BROWSERS = [BROWSER, 'text/html', 'text/html, application/json', 'text/html, */*', '*/*;q=0.1, TEXT/HTML', 'text/*'];

let product: Product;
/** This product trusts nobody and signs nothing, on plain HTTP. */
let untrusting: Product;
let member: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start(
    {
      PUBLIC_URL,
      TRUST_PROXY: '1',
      ALLOWED_RETURN_HOSTS: 'app.example.org, other.example.org:8443',
      IDENTITY_HEADER_SECRET: SECRET,
    },
    [ApiKeyModule],
  );
  untrusting = await Product.start({ ALLOWED_RETURN_HOSTS: 'app.example.org' });
  member = product.visitor(PROXIED);
  person = await signIn(member);
  await proveAddress(product, person);
});

afterAll(async () => {
  await product.remove();
  await untrusting.remove();
});

const accept = (value: string | undefined): Record<string, string> => (value === undefined ? {} : { accept: value });

/** Asks as a proxy does: `fetch` would add an Accept of its own. */
function verify(headers: Record<string, string>, line = 'GET /auth/verify') {
  const lines = Object.entries({ ...PROXIED, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return raw(product.url, line, lines);
}

const cookieOf = ({ cookies }: Visitor) => ({ cookie: [...cookies].map((cookie) => cookie.join('=')).join('; ') });

describe('a signed-in request', () => {
  it.each([...PLAIN, ...BROWSERS])('is 204 with the identity, whatever is accepted (%s)', async (accepted) => {
    for (const method of ['GET', 'HEAD']) {
      const line = `${method} /auth/verify`;
      const { status, headers, text } = await verify({ ...accept(accepted), ...cookieOf(member) }, line);
      expect([status, text, headers['set-cookie']]).toEqual([204, '', undefined]);
      expect(headers['x-auth-username']).toBe(person.username);
      expect([headers['x-auth-email'], headers['x-auth-email-verified']]).toEqual([person.email, 'true']);
      expect(headers['x-auth-user-id']).toBe((await member.get('/session', 'json')).json['user'].id);
      expect(headers['x-auth-signature']).toMatch(/^t=\d{10},v1=[0-9a-f]{64}$/);
      expectPromisedHeaders(line, { get: (name) => headers[name] ?? null }, 'html', true);
    }
  });

  it('has no address before it is proven, and a signature that says so', async () => {
    const visitor = product.visitor(PROXIED);
    const { username } = await signIn(visitor);
    const { status, headers } = await verify(cookieOf(visitor));
    expect([status, headers['x-auth-username'], headers['x-auth-email'], headers['x-auth-email-verified']]).toEqual([
      204,
      username,
      undefined,
      undefined,
    ]);
    const [, time = '', signature] = /^t=(\d+),v1=(.*)$/.exec(String(headers['x-auth-signature'])) ?? [];
    const text = `${time}.${String(headers['x-auth-user-id'])}.${username}.`;
    expect(signature).toBe(createHmac('sha256', SECRET).update(text).digest('hex'));
  });

  it('has no signature without a secret', async () => {
    const visitor = untrusting.visitor();
    const { username } = await signIn(visitor);
    const { status, headers } = await visitor.get('/auth/verify', 'json');
    expect([status, headers.get('x-auth-username'), headers.get('x-auth-signature')]).toEqual([204, username, null]);
  });

  it('is who its own credentials say, never who its headers claim', async () => {
    const forged = {
      'x-auth-user-id': '1',
      'x-auth-username': 'root',
      'x-auth-email': 'root@example.org',
      'x-auth-email-verified': 'true',
      'x-auth-signature': 't=1,v1=2',
    };
    expect((await verify({ ...forged })).status).toBe(401);
    expect((await verify({ ...forged, ...cookieOf(member) })).headers['x-auth-username']).toBe(person.username);
    expect((await product.visitor({ ...PROXIED, ...forged }).get('/profile', 'json')).status).toBe(401);
    const profile = await member.get('/profile', 'json', forged);
    expect(profile.json['user'].username).toBe(person.username);
  });

  it('may be signed in by a header, as on other routes', async () => {
    const { json } = await member.get('/session', 'json');
    KEYS.set(createHash('sha256').update('a-key').digest('hex'), json['user'].id);
    const { status, headers } = await verify({ authorization: 'Bearer a-key' });
    expect([status, headers['x-auth-user-id'], headers['set-cookie']]).toEqual([204, json['user'].id, undefined]);
    // A wrong credential is refused, whoever's session comes with it.
    const wrong = await verify({ authorization: 'Bearer another', ...cookieOf(member) });
    expect([wrong.status, wrong.json['code'], wrong.headers['x-auth-user-id']]).toEqual([401, 'invalid_credentials', undefined]);
  });
});

describe('a request that is not signed in', () => {
  it.each(PLAIN)('of a program is a 401 (%s)', async (accepted) => {
    const { status, headers, json } = await verify(accept(accepted));
    expect([status, json['code'], headers['set-cookie']]).toEqual([401, 'login_required', undefined]);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expectPromisedHeaders('401', { get: (name) => headers[name] ?? null }, 'json', true);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-auth-'))).toEqual([]);
  });

  it.each(BROWSERS)('of a browser is a 303 to the login page (%s)', async (accepted) => {
    const { status, headers, text } = await verify({ ...accept(accepted), 'x-original-url': 'https://app.example.org/a?b=c&d' });
    expect([status, text, headers['set-cookie']]).toEqual([303, '', undefined]);
    expect(headers['location']).toBe(`${PUBLIC_URL}/login?next=${encodeURIComponent('https://app.example.org/a?b=c&d')}`);
    expectPromisedHeaders('303', { get: (name) => headers[name] ?? null }, 'html', true);
  });
});

const APP = { 'x-forwarded-host': 'app.example.org' };

/** What the proxy says, and the `next` that comes of it. */
const WAYS_BACK: [says: Record<string, string>, next: string | null][] = [
  [{}, null],
  [APP, null],
  [{ ...APP, 'x-forwarded-uri': '/a?b=c&d=%20' }, 'https://app.example.org/a?b=c&d=%20'],
  [{ ...APP, 'x-forwarded-uri': '/', 'x-forwarded-method': 'GET' }, 'https://app.example.org/'],
  [{ ...APP, 'x-forwarded-uri': '/a', 'x-forwarded-method': 'HEAD' }, 'https://app.example.org/a'],
  [{ ...APP, 'x-forwarded-uri': '/a', 'x-forwarded-method': 'POST' }, null],
  [{ 'x-original-url': 'https://app.example.org/a', 'x-original-method': 'DELETE' }, null],
  [{ 'x-original-url': 'https://app.example.org/a#b' }, 'https://app.example.org/a#b'],
  [{ 'x-original-url': 'https://other.example.org:8443/a' }, 'https://other.example.org:8443/a'],
  [{ 'x-original-url': `${PUBLIC_URL}/service/a?b` }, `${PUBLIC_URL}/service/a?b`],
  [{ 'x-original-url': '/service/a?b' }, `${PUBLIC_URL}/service/a?b`],
  [{ 'x-forwarded-uri': '/service/a' }, `${PUBLIC_URL}/service/a`],
  [{ 'x-forwarded-uri': '', 'x-original-url': '/a' }, `${PUBLIC_URL}/a`],
  [{ 'x-forwarded-host': 'gate.example.org', 'x-forwarded-uri': '/service/a' }, `${PUBLIC_URL}/service/a`],
  [{ 'x-forwarded-host': 'app.example.org, inner', 'x-forwarded-uri': '/a' }, 'https://app.example.org/a'],
  [{ ...APP, 'x-forwarded-uri': '//evil.example/' }, 'https://app.example.org//evil.example/'],
  [{ ...APP, 'x-forwarded-uri': '/caf\u00c3\u00a9' }, 'https://app.example.org/caf%c3%a9'],
  [{ ...APP, 'x-forwarded-uri': 'https://evil.example/' }, null],
  [{ ...APP, 'x-forwarded-uri': '@evil.example/' }, null],
  [{ ...APP, 'x-forwarded-uri': '/a', 'x-forwarded-host': 'evil.example' }, null],
  [{ ...APP, 'x-forwarded-uri': '/a', 'x-forwarded-host': 'app.example.org@evil.example' }, null],
  [{ ...APP, 'x-forwarded-uri': '/a', 'x-forwarded-host': 'app.example.org:8443' }, null],
  [{ ...APP, 'x-forwarded-uri': `/${'x'.repeat(2_100)}` }, null],
  [{ 'x-original-url': 'http://app.example.org/a' }, null],
  [{ 'x-original-url': 'https://user@app.example.org/a' }, null],
  [{ 'x-original-url': 'javascript:alert(1)' }, null],
  [{ 'x-original-url': 'https://[' }, null],
  [{ host: 'app.example.org', referer: 'https://app.example.org/a', forwarded: 'host=app.example.org' }, null],
];

describe('the way back', () => {
  it.each(WAYS_BACK)('%j leads to %s', async (says, next) => {
    const { status, headers } = await verify({ accept: BROWSER, ...says });
    const login = `${PUBLIC_URL}/login`;
    expect([status, headers['location']]).toEqual([303, next === null ? login : `${login}?next=${encodeURIComponent(next)}`]);
  });

  it('is nobody\u2019s to say but a trusted proxy\u2019s', async () => {
    for (const [says] of WAYS_BACK) {
      const { host: _ours, ...others } = says;
      const headers = Object.fromEntries(Object.entries(others).filter(([, value]) => /^[\x20-\x7e]*$/.test(value)));
      const answer = await untrusting.visitor().get('/auth/verify', 'html', headers);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `${untrusting.url}/login`]);
    }
  });

  it('is gone once somebody is signed in: a browser on the login page goes straight on', async () => {
    const next = 'https://app.example.org/a?b=c&d';
    const { headers } = await verify({ accept: BROWSER, 'x-original-url': next });
    const answer = await member.get(String(headers['location']).slice(PUBLIC_URL.length));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, next]);
  });
});

describe.each(FORMATS)('only GET and HEAD (%s)', (format) => {
  it('are allowed beside OPTIONS, which says so; others are 405, signed in or not', async () => {
    for (const visitor of [member, product.visitor(PROXIED)]) {
      const send = (method: string): Promise<Answer> =>
        visitor.send('/auth/verify', { method, headers: { accept: format === 'html' ? 'text/html' : 'application/json' } });
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status, headers, text } = await send(method);
        expect([status, headers.get('allow'), headers.get('x-auth-user-id')]).toEqual([405, 'GET, HEAD, OPTIONS', null]);
        expect(text).toContain(format === 'html' ? '<!DOCTYPE html>' : '"code":"method_not_allowed"');
      }
      const { status, headers } = await send('OPTIONS');
      expect([status, headers.get('allow'), headers.get('x-auth-user-id')]).toEqual([204, 'GET, HEAD, OPTIONS', null]);
    }
  });
});
