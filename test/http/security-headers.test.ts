import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Public } from '../../src/auth/access/access.decorators.js';
import { AccountChanged } from '../../src/users/account-changes.service.js';
import { Product } from '../support/product.js';
import { type Answer, type Format, FORMATS, logIn, register, signIn, someone, type Visitor } from '../support/visitor.js';
import { assetPaths, knownPaths, PROBES } from './known-paths.js';
import { expectPromisedCookies, expectPromisedHeaders, type Kind } from './promised-headers.js';
import { raw } from './raw.js';
import { JSON_TYPE, sendBody } from './sending.js';

@Public()
@Controller('fault')
class FaultController {
  @Get()
  show(): never {
    throw new Error('a secret of the house');
  }

  @Get('outage')
  outage(): never {
    throw Object.assign(new Error('a secret of the house'), { code: 'ECONNREFUSED' });
  }

  @Get('conflict')
  conflict(): never {
    throw new AccountChanged();
  }

  @Get('forbidden')
  @UseGuards({ canActivate: () => false })
  forbidden(): never {
    throw new Error('the guard said no');
  }
}

@Module({ controllers: [FaultController] })
class FaultModule {}

let product: Product;
let member: Visitor;
/** This visitor is signed in, with an authentication that is not fresh. */
let old: Visitor;

beforeAll(async () => {
  product = await Product.start({ THROTTLE_ACCOUNT: '1/15m' }, [FaultModule]);
  member = product.visitor();
  await signIn(member);
  old = product.visitor();
  await signIn(old);
  await old.copy(product.url, { 'user-agent': 'another browser' }).get('/dashboard');
});

afterAll(() => product.remove());

/** A way to every status, with the one that browsers get in its place. */
const WAYS: [status: number, html: number, ask: (visitor: Visitor, format: Format) => Promise<Answer>][] = [
  [200, 200, (visitor, format) => visitor.get('/', format)],
  [200, 200, (visitor, format) => visitor.get('/login?next=/profile', format)],
  [200, 200, (_visitor, format) => member.get('/dashboard', format)],
  [200, 303, (_visitor, format) => member.get('/login', format)],
  [201, 303, (visitor, format) => register(visitor, someone(), format)],
  [200, 303, async (visitor, format) => logIn(visitor, await newPerson(), format)],
  [204, 303, (visitor, format) => visitor.post('/logout', {}, format)],
  [204, 204, (visitor, format) => visitor.send('/login', { method: 'OPTIONS', headers: accept(format) })],
  [400, 400, (_visitor, format) => sendBody(product, '{', JSON_TYPE, { format })],
  [400, 400, (visitor, format) => visitor.get('/%zz', format)],
  [401, 303, (visitor, format) => visitor.get('/dashboard', format)],
  [401, 401, (visitor, format) => logIn(visitor, someone(), format)],
  [403, 403, (visitor, format) => visitor.post('/login', {}, format, { 'sec-fetch-site': 'cross-site' })],
  [403, 403, (visitor, format) => visitor.get('/fault/forbidden', format)],
  [403, 303, (_visitor, format) => old.post('/settings/sessions/revoke-others', {}, format)],
  [404, 404, (visitor, format) => visitor.get('/nothing', format)],
  [404, 404, (visitor, format) => visitor.get('/assets/nothing.css', format)],
  [404, 404, (_visitor, format) => member.post('/settings/sessions/nothing/revoke', {}, format)],
  [405, 405, (visitor, format) => visitor.send('/login', { method: 'DELETE', headers: accept(format) })],
  [405, 405, (visitor, format) => visitor.send('/health/live', { method: 'DELETE', headers: accept(format) })],
  [409, 409, (visitor, format) => visitor.get('/fault/conflict', format)],
  [413, 413, (_visitor, format) => sendBody(product, 'x'.repeat(40_000), JSON_TYPE, { format })],
  [414, 414, (visitor, format) => visitor.get(`/?${'x'.repeat(9_000)}`, format)],
  [415, 415, (_visitor, format) => sendBody(product, 'x', 'text/plain', { format })],
  [422, 422, (visitor, format) => visitor.post('/register', {}, format)],
  [429, 429, (visitor, format) => tryTwice(visitor, format)],
  [500, 500, (visitor, format) => visitor.get('/fault', format)],
  [503, 503, (visitor, format) => visitor.get('/fault/outage', format)],
];

/** No browser has a dialog of its own for this scheme. */
const CHALLENGE = 'Cookie realm="Gatehouse", form-action="/login"';

/** A refused form that a guest sees again. */
const isFormAgain = ({ status, text }: Answer) => [401, 422, 429].includes(status) && text.includes('<form');

const accept = (format: Format) => ({ accept: format === 'html' ? 'text/html' : JSON_TYPE });

async function tryTwice(visitor: Visitor, format: Format): Promise<Answer> {
  const nobody = someone();
  await logIn(visitor, nobody, format);
  return logIn(visitor, nobody, format);
}

async function newPerson() {
  const person = someone();
  await register(product.visitor(), person);
  return person;
}

describe.each(FORMATS)('every answer has the promised headers (%s)', (format) => {
  it.each(WAYS.map(([status, html, ask]) => [format === 'html' ? html : status, ask] as const))('%i', async (status, ask) => {
    const answer = await ask(product.visitor(), format);
    expect(answer.status).toBe(status);
    const data = format === 'json' && answer.text !== '';
    expectPromisedHeaders(`${status}`, answer.headers, data ? 'json' : isFormAgain(answer) ? 'refused form' : 'html');
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? CHALLENGE : null);
    expectPromisedCookies(answer.setCookies);
    if (answer.text !== '') {
      const type = format === 'html' ? 'text/html' : status < 400 ? JSON_TYPE : 'application/problem+json';
      expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    }
    // The page has nothing that this policy would block, and nothing from elsewhere.
    if (format === 'html')
      expect(answer.text).not.toMatch(
        /<script(?! src="\/assets\/)|<style|\sstyle=|\son\w+=|javascript:|(src|href|action)="(https?:)?\/\//i,
      );
  });

  it('a fault of ours tells its request id and nothing else', async () => {
    const answer = await product.visitor().get('/fault', format);
    expect(answer.text).toContain(answer.headers.get('x-request-id'));
    expect(answer.text).not.toMatch(/secret of the house|Error:|at |\.ts|\.js/);
    if (format === 'json') expect(answer.json).toMatchObject({ status: 500, code: 'internal_error' });
  });
});

describe('headers', () => {
  it('are on static files and probes, whatever the method', async () => {
    const files = await assetPaths(product);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const path of [...files, ...PROBES]) {
      const kind: Kind = path.startsWith('/assets/') ? 'static' : 'json';
      expect(path).toMatch(kind === 'static' ? /^\/assets\/[\w-]+\.[0-9a-f]{8,}\.\w+$/ : /^\/health\//);
      for (const method of ['GET', 'HEAD']) {
        const answer = await product.visitor().send(path, { method });
        expect([path, answer.status]).toEqual([path, 200]);
        expectPromisedHeaders(`${method} ${path}`, answer.headers, kind);
        expect(answer.setCookies).toEqual([]);
      }
      for (const method of ['OPTIONS', 'DELETE', 'POST']) {
        const answer = await product.visitor().send(path, { method });
        expectPromisedHeaders(`${method} ${path}`, answer.headers, 'html');
      }
    }
  });

  it('are on HEAD, OPTIONS and 405 of every known path', async () => {
    for (const [path] of await knownPaths(product)) {
      for (const method of ['HEAD', 'OPTIONS', 'DELETE', 'TRACE', 'PROPFIND']) {
        const { headers } = await raw(product.url, `${method} ${path}`);
        const kind = path.startsWith('/assets/') && method === 'HEAD' ? 'static' : 'html';
        expectPromisedHeaders(`${method} ${path}`, { get: (name) => headers[name] ?? null }, kind);
      }
    }
  });

  it('never set a cookie for a visitor who only looks', async () => {
    for (const [path] of await knownPaths(product)) {
      for (const format of FORMATS) {
        const answer = await product.visitor().get(path, format);
        const names = answer.setCookies.map((line) => line.split('=')[0]);
        expect([path, names]).toEqual([path, answer.headers.get('location')?.startsWith('/login') ? ['flash'] : []]);
      }
    }
  });

  it('give every request an id of its own, not the client\u2019s', async () => {
    const ids = new Set<string | null>();
    for (const path of ['/', '/nothing', '/health/live', '/assets/x', '/session']) {
      const answer = await product.visitor().get(path, 'json', { 'x-request-id': 'chosen-by-client' });
      ids.add(answer.headers.get('x-request-id'));
    }
    expect(ids.size).toBe(5);
    expect(ids).not.toContain('chosen-by-client');
  });
});
