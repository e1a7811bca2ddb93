import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { signIn, someone } from '../support/visitor.js';
import { raw } from './raw.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

// prettier-ignore
const JSON_ACCEPTS = [
  'application/json', 'APPLICATION/JSON', 'application/problem+json', 'application/json, text/html',
  'application/json,text/html;q=1.0', 'text/html;q=0.9, application/json', 'text/html;q=0.5,application/json;q=0.501',
  'text/html;q=0, */*', 'text/html;q=0.8, application/problem+json;q=0.9', 'application/problem+json, text/html',
  'application/json, text/plain, */*', 'application/json, */*;q=0.5', '*/*;q=0.1, application/json;q=0.2',
  'application/*, text/*;q=0.5', 'application/json; charset=utf-8', 'application/json;charset=utf-8, text/html;q=0.9',
  'application/xml;q=0.9, application/json;q=0.1',
];

// prettier-ignore
const HTML_ACCEPTS = [
  'text/html', 'TEXT/HTML', 'text/html, application/json',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'application/json;q=0.9, text/html', 'application/json;q=0.4, text/*;q=0.5', 'text/html, application/problem+json',
  'application/json;q=0, text/html;q=0.1', 'application/json;Q=0.1, text/html;Q=0.9', 'application/json;q=0, */*',
  'text/html;charset=utf-8, application/json;q=0.9', 'text/html, */*', '*/*', '*/*;q=0.1', 'text/*',
  // These headers accept nothing that the product has.
  'application/xml', 'image/png', 'application/json;q=0', 'text/html;q=0', '*/*;q=0',
  // These headers cannot be read.
  'json', ';;;,,,', 'application json', 'text/html;q=zzz;;', '"', '/', `${'a'.repeat(60)}/b`,
];

const FORM = 'application/x-www-form-urlencoded';

/** Where the body's own type decides: only when `Accept` does not care. */
const BY_CONTENT_TYPE: [accept: string | null, type: string | null, json: boolean][] = [
  [null, null, false],
  [null, 'application/json', true],
  [null, 'Application/JSON; charset=utf-8', true],
  [null, FORM, false],
  ['*/*', null, false],
  ['*/*', 'application/json', true],
  ['*/*', 'application/json;charset=UTF-8', true],
  ['*/*', FORM, false],
  ['*/*', 'text/plain', false],
  ['*/*', 'application/jsonp', false],
  ['text/html', 'application/json', false],
  ['text/html, */*;q=0.1', 'application/json', false],
  ['application/json;q=0, */*', 'application/json', false],
  ['application/xml', 'application/json', false],
  ['application/json', FORM, true],
];

describe('the format of an answer', () => {
  const cases = [
    ...JSON_ACCEPTS.map((accept) => [accept, true] as const),
    ...HTML_ACCEPTS.map((accept) => [accept, false] as const),
  ];

  it.each(cases)('Accept: %s -> JSON: %s', async (accept, json) => {
    const page = await product.visitor().send('/login', { headers: { accept } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe(json ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8');
    const missing = await product.visitor().send('/nothing-here', { headers: { accept } });
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toBe(
      json ? 'application/problem+json; charset=utf-8' : 'text/html; charset=utf-8',
    );
  });

  it.each(BY_CONTENT_TYPE)('Accept: %s with Content-Type: %s -> JSON: %s', async (accept, type, json) => {
    const headers = [...(accept === null ? [] : [`Accept: ${accept}`]), ...(type === null ? [] : [`Content-Type: ${type}`])];
    const answer = await raw(product.url, 'GET /login', headers);
    expect(answer.headers['content-type']).toBe(json ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8');
    expect(answer.text.startsWith(json ? '{' : '<!DOCTYPE html>')).toBe(true);
  });

  it('reads several Accept headers as one list', async () => {
    const answer = await raw(product.url, 'GET /', ['Accept: text/html;q=0.5', 'Accept: application/json']);
    expect(answer.headers['content-type']).toContain('application/json');
  });

  it.each(['text/html', '*/*', 'image/png', 'application/json'])('is JSON for /session and probes with %s', async (accept) => {
    for (const path of ['/session', '/health/live', '/health/serving', '/health/ready']) {
      const answer = await product.visitor().send(path, { headers: { accept } });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 200, 'application/json; charset=utf-8']);
    }
  });
});

describe('JSON', () => {
  it('of every page has the user, and of forms the safe next', async () => {
    const guest = product.visitor();
    expect((await guest.get('/', 'json')).json).toEqual({ user: null });
    expect((await guest.get('/logout', 'json')).json).toEqual({ user: null });
    for (const [path, more] of [
      ['/login', {}],
      ['/register', { rules: expect.any(Object) }],
    ] as const) {
      // prettier-ignore
      expect((await guest.get(path, 'json')).json).toEqual({ user: null, next: null, ...more });
      expect((await guest.get(`${path}?next=/a%3Fb=1`, 'json')).json).toEqual({ user: null, next: '/a?b=1', ...more });
      expect((await guest.get(`${path}?next=//evil.example`, 'json')).json).toEqual({ user: null, next: null, ...more });
      expect((await guest.get(`${path}?next=/a&next=/b`, 'json')).status).toBe(200);
    }
    const visitor = product.visitor();
    const { username, email } = await signIn(visitor);
    const user = {
      id: expect.any(String),
      username,
      email,
      emailVerified: false,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      roles: [],
    };
    for (const path of ['/', '/logout', '/dashboard', '/profile', '/settings']) {
      expect([path, (await visitor.get(path, 'json')).json]).toEqual([path, { user }]);
    }
    const session = (await visitor.get('/session', 'json')).json;
    expect(Object.keys(session)).toEqual([
      'authenticated',
      'fresh',
      'authentications',
      'level',
      'remembered',
      'user',
      'signedInAt',
      'idleExpiresAt',
      'expiresAt',
    ]);
    expect(session).toMatchObject({ authenticated: true, fresh: true, remembered: false, user });
    expect((await guest.get('/session', 'json')).json).toEqual({ authenticated: false });
  });

  it('errors are problem details, whose request id is the header', async () => {
    const visitor = product.visitor();
    const cases = [
      [await visitor.get('/dashboard', 'json'), 401, 'login_required'],
      [await visitor.get('/nothing', 'json'), 404, 'not_found'],
      [await visitor.post('/login', {}, 'json'), 422, 'validation_failed'],
      [await visitor.post('/login', { identifier: someone().username, password: 'x' }, 'json'), 401, 'invalid_credentials'],
      [await visitor.post('/login', {}, 'json', { 'sec-fetch-site': 'cross-site' }), 403, 'cross_site_request'],
    ] as const;
    for (const [answer, status, code] of cases) {
      const fields = [
        'type',
        'title',
        'status',
        'detail',
        'code',
        'requestId',
        ...(status === 422 ? ['errors', 'errorCodes'] : []),
      ];
      expect(answer.status).toBe(status);
      expect(Object.keys(answer.json)).toEqual(fields);
      expect(answer.json).toMatchObject({ status, code, requestId: answer.headers.get('x-request-id') });
      for (const field of ['type', 'title', 'detail'] as const) expect(answer.json[field]).toMatch(/\S/);
    }
  });
});
