import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/config/read-settings.js';
import { SettingsError } from '../../src/config/setting-error.js';
import { Product } from '../support/product.js';
import { type Answer, PASSWORD, type Person, signIn, type Visitor } from '../support/visitor.js';

const APP = 'https://app.example.org';
const FROM_APP = { origin: APP, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };

let product: Product;
let visitor: Visitor;
let person: Person;

beforeAll(async () => {
  product = await Product.start({ ALLOWED_ORIGINS: `${APP}, http://localhost:5173` });
  visitor = product.visitor();
  person = await signIn(visitor);
});

afterAll(() => product.remove());

const permission = ({ headers }: Answer) => [
  headers.get('access-control-allow-origin'),
  headers.get('access-control-allow-credentials'),
];
const OTHERS = ['https://app.example.org:8443', 'http://app.example.org', 'https://evil.example', 'https://app.example.org.evil.example', 'null', '']; // prettier-ignore

describe('a script of an allowed origin', () => {
  it('reads JSON in the name of whoever is signed in, refusals too', async () => {
    for (const path of ['/session', '/profile', '/settings/sessions', '/nothing']) {
      const answer = await visitor.get(path, 'json', FROM_APP);
      expect([path, permission(answer)]).toEqual([path, [APP, 'true']]);
      expect(answer.headers.get('vary')).toContain('Origin');
    }
    expect((await visitor.get('/profile', 'json', FROM_APP)).json['user'].username).toBe(person.username);
    expect(permission(await product.visitor().get('/profile', 'json', FROM_APP))).toEqual([APP, 'true']);
  });

  it('reads no page', async () => {
    expect(permission(await visitor.get('/profile', 'html', FROM_APP))).toEqual([null, null]);
    expect(permission(await visitor.get('/nothing', 'html', FROM_APP))).toEqual([null, null]);
  });

  it('sends JSON: a login, a confirmation, a logout without a body', async () => {
    const guest = product.visitor();
    const login = await guest.post('/login', { identifier: person.username, password: PASSWORD }, 'json', FROM_APP);
    expect([login.status, permission(login)]).toEqual([200, [APP, 'true']]);
    const headers = { ...FROM_APP, accept: 'application/json' };
    expect((await guest.send('/logout', { method: 'POST', headers })).status).toBe(204);
    const wrong = await guest.post('/login', { identifier: person.username, password: 'wrong' }, 'json', FROM_APP);
    expect([wrong.status, permission(wrong)]).toEqual([401, [APP, 'true']]);
  });

  it('sends no form, whatever answer it asks for', async () => {
    const fields = { identifier: person.username, password: PASSWORD };
    expect((await product.visitor().post('/login', fields, 'html', FROM_APP)).status).toBe(403);
    const asked = { ...FROM_APP, accept: 'application/json' };
    expect((await product.visitor().post('/login', fields, 'html', asked)).json['code']).toBe('cross_site_request');
    const page = { ...FROM_APP, accept: 'text/html' };
    expect((await product.visitor().post('/login', fields, 'json', page)).status).toBe(403);
    const plain = { ...FROM_APP, accept: 'application/json', 'content-type': 'text/plain' };
    expect((await product.visitor().send('/login', { method: 'POST', body: '{}', headers: plain })).status).toBe(403);
  });
});

describe('a preflight', () => {
  const ask = (path: string, origin: string, headers: Record<string, string> = {}) =>
    product.visitor().send(path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', ...headers } });

  it('of an allowed origin is answered, and kept for ten minutes', async () => {
    const answer = await ask('/login', APP, { 'access-control-request-headers': 'content-type,x-own' });
    expect([answer.status, permission(answer)]).toEqual([204, [APP, 'true']]);
    expect(answer.headers.get('access-control-allow-methods')).toMatch(/\bPOST\b/);
    expect(answer.headers.get('access-control-allow-headers')).toBe('content-type,x-own');
    expect(answer.headers.get('access-control-max-age')).toBe('600');
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it('does not repeat what is no list of names', async () => {
    const answer = await ask('/login', APP, { 'access-control-request-headers': 'a b; c' });
    expect([answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([204, null]);
  });

  it.each(OTHERS)('of another one is permitted nothing (%s)', async (origin) => {
    const answer = await ask('/login', origin);
    expect([answer.status, permission(answer)]).toEqual([204, [null, null]]);
  });

  it('for an unknown path is 404', async () => {
    expect((await ask('/nothing', APP)).status).toBe(404);
  });
});

describe.each(OTHERS)('a script of another origin (%s)', (origin) => {
  it('reads and sends nothing', async () => {
    const headers = { origin, 'sec-fetch-site': 'cross-site' };
    expect(permission(await visitor.get('/session', 'json', headers))).toEqual([null, null]);
    expect((await visitor.post('/logout', {}, 'json', headers)).json['code']).toBe('cross_site_request');
  });
});

describe('ALLOWED_ORIGINS', () => {
  const read = (value: string, env = {}) => readSettings({ ALLOWED_ORIGINS: value, ...env }, { ownSecrets: () => [] });

  it('is a list of origins', () => {
    expect(read('https://a.example, https://b.example:8443,http://localhost:5173').allowedOrigins).toEqual([
      'https://a.example',
      'https://b.example:8443',
      'http://localhost:5173',
    ]);
  });

  it.each(['*', 'null', 'a.example', 'https://a.example/', 'https://a.example/x', 'https://a.example:443', 'https://A.example', 'https://u@a.example', 'ftp://a.example', 'https://*.example', 'https://a.example,'])(
    'stops the start where a browser would never say it (%s)',
    (value) => {
      expect(() => read(value)).toThrow(SettingsError);
    },
  ); // prettier-ignore

  it('stops the start with a plain http origin beside an https site, except on the own machine', () => {
    const env = { PUBLIC_URL: 'https://www.example.org' };
    expect(() => read('http://app.example.org', env)).toThrow(/ALLOWED_ORIGINS/);
    expect(read('http://localhost:5173', env).allowedOrigins).toEqual(['http://localhost:5173']);
  });
});
