import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Product } from '../support/product.js';
import { FORMATS, PASSWORD, register, someone } from '../support/visitor.js';
import { ERROR_TYPE, FORM, JSON_TYPE, SECRET, sendBody } from './sending.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;
const latin1 = (text: string) => Buffer.from(text, 'latin1');

const UNREADABLE: [what: string, body: string | Uint8Array, type: string][] = [
  ...[`{"password":"${SECRET}"`, `{"a":${SECRET}}`, `{'a':'${SECRET}'}`, `"${SECRET}"`, `["${SECRET}"]`, '[]', 'null', '1', 'true', '""', '{}{}', '{"a":1,}', '{"a":NaN}', '{"a":"\u0000"}', ' ', `// ${SECRET}\n{}`].map((body): [string, string, string] => [body, body, JSON_TYPE]), // prettier-ignore
  ['depth 9', nested(9), JSON_TYPE],
  ['depth 9 of arrays', `{"a":${'['.repeat(8)}${']'.repeat(8)}}`, JSON_TYPE],
  ['depth 5,000', nested(5_000), JSON_TYPE],
  ['Latin-1 JSON', latin1('{"identifier":"caf\xe9","password":"x"}'), JSON_TYPE],
  ['overlong UTF-8', latin1('{"identifier":"\xc0\xaf","password":"x"}'), JSON_TYPE],
  ['a surrogate in UTF-8', latin1('{"identifier":"\xed\xa0\x80","password":"x"}'), JSON_TYPE],
  ['UTF-16 JSON', Buffer.from('\ufeff{"identifier":"x"}', 'utf16le'), JSON_TYPE],
  ['Latin-1 form', latin1('identifier=caf\xe9&password=x'), FORM],
  ['an encoded Latin-1 value', 'identifier=caf%E9&password=x', FORM],
  ['an encoded Latin-1 value beside U+FFFD', 'identifier=x&password=caf%E9&other=%EF%BF%BD', FORM],
];

describe.each(FORMATS)('a body that cannot be read (%s)', (format) => {
  it.each(UNREADABLE)('is 400: %s', async (_what, body, type) => {
    for (const path of ['/login', '/register', '/confirm']) {
      const answer = await sendBody(product, body, type, { format, path });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 400, ERROR_TYPE[format]]);
      // Nothing of a parser's message is shown, because it quotes the input.
      expect(answer.text).not.toMatch(/at position|unexpected (token|end)|in JSON|SyntaxError/i);
    }
  });

  it('depth 8 is read, and so is U+FFFD', async () => {
    expect((await sendBody(product, nested(8), JSON_TYPE, { format })).status).toBe(422);
    expect((await sendBody(product, `{"a":${'['.repeat(7)}${']'.repeat(7)}}`, JSON_TYPE, { format })).status).toBe(422);
    expect((await sendBody(product, 'identifier=%EF%BF%BD&password=%EF%BF%BD', FORM, { format })).status).toBe(401);
  });
});

const FIELDS: [path: string, fields: string[]][] = [
  ['/login', ['identifier', 'password', 'next']],
  ['/register', ['username', 'email', 'password', 'passwordConfirmation', 'next']],
];
const NO_TEXTS: unknown[] = [[], ['x'], ['x', 'y'], {}, { $ne: null }, { toString: 'x' }, { length: 12 }, 0, 1, -1.5, 1e9, true, false]; // prettier-ignore

const valid = (path: string) => {
  const { username, email } = someone();
  if (path === '/login') return { identifier: username, password: PASSWORD, next: '/' };
  return { username, email, password: PASSWORD, passwordConfirmation: PASSWORD, next: '/' };
};

describe.each(FIELDS)('a field of %s that is no text', (path, fields) => {
  it.each(fields)('is 422 at that field: %s', async (field) => {
    for (const value of NO_TEXTS) {
      const body = JSON.stringify({ ...valid(path), [field]: value });
      const json = await sendBody(product, body, JSON_TYPE, { path });
      expect([value, json.status, json.json['errors']?.[field]?.length]).toEqual([value, 422, 1]);
      // The other fields are without fault, but for the password that has lost its confirmation.
      const others = Object.keys(json.json['errors']).filter((name) => name !== field);
      expect(others).toEqual(field === 'password' && path === '/register' ? ['passwordConfirmation'] : []);
      const html = await sendBody(product, body, JSON_TYPE, { path, format: 'html' });
      expect([value, html.status]).toEqual([value, 422]);
      if (field !== 'next') expect(html.text).toContain(`id="${field}-error"`);
    }
  });

  it.each(fields)('and so is one that a form repeats: %s', async (field) => {
    const form = new URLSearchParams(valid(path));
    form.append(field, form.get(field) ?? '');
    const answer = await sendBody(product, form.toString(), FORM, { path });
    expect([answer.status, answer.json['errors']?.[field]?.length]).toEqual([422, 1]);
  });

  it.each(fields.filter((name) => name !== 'next'))('a[b]= is another name: %s', async (field) => {
    for (const name of [`${field}[a]`, `${field}[]`, `${field}.a`, `[${field}]`]) {
      const form = new URLSearchParams(valid(path));
      form.append(name, form.get(field) ?? '');
      form.delete(field);
      const answer = await sendBody(product, form.toString(), FORM, { path });
      expect([name, answer.status, Object.keys(answer.json['errors'])[0]]).toEqual([name, 422, field]);
    }
  });
});

describe('names', () => {
  it('that no form has are ignored, and never bound', async () => {
    const visitor = product.visitor();
    const person = someone();
    const more = { id: '1', active: false, isAdmin: true, version: 99, stamp: 's', tag: 't', passwordHash: 'x', createdAt: 0, role: 'admin', usernameKey: 'x', constructor: { prototype: { polluted: 1 } } }; // prettier-ignore
    const body = JSON.stringify({ ...person, passwordConfirmation: person.password, ...more });
    const proto = body.replace('{', '{"__proto__":{"username":"proto.name","polluted":1},');
    const answer = await sendBody(product, proto, JSON_TYPE, { path: '/register' });
    expect(answer.json).toEqual({ user: { id: expect.any(String), username: person.username, email: person.email, emailVerified: false, createdAt: expect.any(String), roles: [] } }); // prettier-ignore
    expect(answer.json['user']['id']).not.toBe('1');
    expect(Math.abs(Date.now() - Date.parse(answer.json['user']['createdAt']))).toBeLessThan(60_000);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await visitor.post('/login', { identifier: person.email, password: person.password }, 'json')).status).toBe(200);
  });

  it('of prototypes are no fields', async () => {
    const bodies = [['{"__proto__":{"identifier":"x","password":"y"}}', JSON_TYPE], ['__proto__=x&__proto__[identifier]=x&constructor=y&toString=z', FORM]] as const; // prettier-ignore
    for (const [body, type] of bodies) {
      const answer = await sendBody(product, body, type);
      expect([answer.status, Object.keys(answer.json['errors'])]).toEqual([422, ['identifier', 'password']]);
    }
  });

  it('that JSON repeats count as the last says', async () => {
    const person = someone();
    await register(product.visitor(), person);
    const right = `"identifier":"${person.username}","password":"${person.password}"`;
    expect((await sendBody(product, `{"identifier":["x"],"password":1,${right}}`, JSON_TYPE)).status).toBe(200);
    expect((await sendBody(product, `{${right},"password":"wrong"}`, JSON_TYPE)).status).toBe(401);
  });

  it.each(FORMATS)('of credentials are 400 in the query of a login (%s)', async (format) => {
    const person = someone();
    await register(product.visitor(), person);
    const right = { identifier: person.username, password: person.password };
    const queries = [new URLSearchParams(right).toString(), 'identifier=x', 'password=x', 'password', 'password=', 'next=/&pass%77ord=x', 'identifier=a&identifier=b']; // prettier-ignore
    for (const query of queries) {
      for (const body of [right, {}]) {
        const answer = await product.visitor().post(`/login?${query}`, body, format);
        expect([query, answer.status, answer.setCookies]).toEqual([query, 400, []]);
      }
      expect((await product.visitor().post(`/LOGIN/?${query}`, right, format)).status).toBe(400);
    }
    expect((await product.visitor().post('/login?other=1', right, format)).status).toBe(format === 'html' ? 303 : 200);
  });
});
