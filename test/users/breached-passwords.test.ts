import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { readSettings } from '../../src/config/read-settings.js';
import { Logger } from '../../src/log/logger.js';
import { TEST_SETTINGS } from '../../src/testing/test-settings.js';
import { BreachSettings } from '../../src/users/passwords/breach.settings.js';
import { freshStorage, Product } from '../support/product.js';
import { FORMATS, logIn, PASSWORD, signIn, someone, type Visitor } from '../support/visitor.js';
import { runUser } from '../console/operator.js';

type Answers = (request: IncomingMessage, response: ServerResponse) => void;

/** The letters are composed in one way here and in the other below: both are one password. */
const KNOWN = 'caf\u00e9 and a quiet lamp';
const REFUSED = 'known from a data breach';

const hashOf = (password: string) => createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase();
const line = (password: string, count: number) => `${hashOf(password).slice(5)}:${count}\r\n`;
const PADDING = `${'0'.repeat(35)}:0\r\n${'F'.repeat(35)}:0\r\n`;

/** A service that knows one password. */
const knowing: Answers = (_request, response) => void response.end(`${PADDING}${line(KNOWN, 12)}${'A'.repeat(35)}:3`);

let service: Server;
let product: Product;
let answers: Answers = knowing;
const asked: IncomingMessage[] = [];

const urlOf = () => `http://127.0.0.1:${(service.address() as AddressInfo).port}/range`;

beforeAll(async () => {
  service = createServer((request, response) => {
    asked.push(request);
    answers(request, response);
  });
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve));
  product = await Product.start({ BREACH_CHECK_URL: `${urlOf()}/` });
});

afterEach(() => {
  vi.restoreAllMocks();
  asked.length = 0;
  answers = knowing;
});

afterAll(async () => {
  await product.remove();
  service.closeAllConnections();
  service.close();
});

const change = (visitor: Visitor, password: string) =>
  visitor.post('/settings/password', { currentPassword: PASSWORD, password, passwordConfirmation: password }, 'json');

describe.each(FORMATS)('a password that is known from a breach (%s)', (format) => {
  it('is refused at its field at a sign-up, in either way of writing its letters', async () => {
    for (const password of [KNOWN, KNOWN.normalize('NFD')]) {
      const person = { ...someone(), password, passwordConfirmation: password };
      const answer = await product.visitor().post('/register', person, format);
      expect([answer.status, answer.text.includes(REFUSED)]).toEqual([422, true]);
      if (format === 'json') expect(answer.json['errorCodes']).toEqual({ password: ['passwordBreached'] });
      expect(answer.text).not.toContain(password);
      expect((await logIn(product.visitor(), { ...person })).status).toBe(401);
    }
    expect(asked.map(({ url, method }) => [method, url])).toEqual([
      ['GET', `/range/${hashOf(KNOWN).slice(0, 5)}`],
      ['GET', `/range/${hashOf(KNOWN).slice(0, 5)}`],
    ]);
    expect(asked[0]?.headers['add-padding']).toBe('true');
    expect(JSON.stringify(asked.map(({ headers, url }) => [headers, url]))).not.toContain(hashOf(KNOWN).slice(0, 6));
  });

  it('is told with all else that is wrong in the form, in the order of its fields', async () => {
    const person = { username: 'x!', email: 'nobody', password: KNOWN, passwordConfirmation: 'another' };
    const answer = await product.visitor().post('/register', person, format);
    expect(answer.status).toBe(422);
    const fields =
      format === 'json'
        ? Object.keys(answer.json['errors'])
        : [...answer.text.matchAll(/id="(\w+)-error"/g)].map(([, field]) => field);
    expect(fields).toEqual(['username', 'email', 'password', 'passwordConfirmation']);
  });
});

describe('the breach check', () => {
  it('refuses a change of the password, and the old one stays', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    const answer = await change(visitor, KNOWN);
    expect([answer.status, answer.json['errorCodes']]).toEqual([422, { password: ['passwordBreached'] }]);
    expect((await logIn(product.visitor(), person)).status).toBe(200);
  });

  it('accepts what the service does not know, and what it has as padding', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    answers = (_request, response) => void response.end(`${PADDING}${line(KNOWN, 0)}`);
    expect((await change(visitor, KNOWN)).status).toBe(200);
  });

  it('asks nobody about a password that breaks its own rules', async () => {
    for (const password of ['short', 'password123', 'Gatehouse']) {
      const person = { ...someone(), password, passwordConfirmation: password };
      expect((await product.visitor().post('/register', person, 'json')).status).toBe(422);
    }
    expect(asked).toEqual([]);
  });

  it('keeps the rules of the operator, at the console', { timeout: 120_000 }, async () => {
    const storage = await freshStorage();
    const env = { ...storage.env, BREACH_CHECK_URL: urlOf() };
    const { username, email } = someone();
    const refused = await runUser({ ...storage, env } as typeof storage, ['create', username, email], `${KNOWN}\n`);
    expect([refused.code, refused.err.includes(REFUSED)]).toEqual([1, true]);
    await storage.remove();
  });
});

/** What a service may do instead of answering, and how the log calls it. */
const FAILURES: [string, Answers, string][] = [
  ['says nothing', () => undefined, 'no answer within a second'],
  [
    'sends its lines too slowly',
    (_request, response) => {
      response.write(line(KNOWN, 12));
      const timer = setInterval(() => response.write(PADDING), 100);
      response.once('close', () => clearInterval(timer));
    },
    'no answer within a second',
  ],
  ['hangs up', (request) => void request.socket.destroy(), 'ECONNRESET'],
  [
    'breaks off in the middle',
    (_request, response) => {
      response.writeHead(200, { 'content-length': 10_000 }).write(line(KNOWN, 12));
      setTimeout(() => response.destroy(), 50);
    },
    'ECONNRESET',
  ],
  ['answers 404', (_request, response) => void response.writeHead(404).end(line(KNOWN, 12)), 'status 404'],
  ['answers 204', (_request, response) => void response.writeHead(204).end(), 'status 204'],
  [
    'sends elsewhere',
    (request, response) =>
      request.url?.includes('elsewhere')
        ? knowing(request, response)
        : void response.writeHead(302, { location: `${urlOf()}/elsewhere` }).end(line(KNOWN, 12)),
    'status 302',
  ],
  ['answers a page', (_request, response) => void response.end('<p>Log in to the network</p>'), 'no range'],
  ['answers nothing', (_request, response) => void response.end(), 'no range'],
  ['cuts a line', (_request, response) => void response.end(`${line(KNOWN, 12)}0123456789`), 'no range'],
  ['answers without an end', (_request, response) => void response.end(line(KNOWN, 12) + PADDING.repeat(4_000)), 'too long'],
];

describe.each(FAILURES)('while the service %s', (_case, broken, reason) => {
  it('the password is accepted, with one line in the log that tells nothing of it', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    answers = broken;
    asked.length = 0;
    const warn = vi.spyOn(product.app.get(Logger), 'warn');
    expect((await change(visitor, KNOWN)).status).toBe(200);
    expect(warn.mock.calls).toEqual([['a new password was accepted without the breach check', { reason }]]);
    expect(asked.map(({ url }) => url)).toEqual([`/range/${hashOf(KNOWN).slice(0, 5)}`]);
  });
});

it('a service that is not there keeps nobody out', async () => {
  const visitor = product.visitor();
  await signIn(visitor);
  const warn = vi.spyOn(product.app.get(Logger), 'warn');
  const gone = createServer();
  await new Promise<void>((resolve) => void gone.listen(0, '127.0.0.1', resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  vi.spyOn(product.app.get(BreachSettings), 'breachCheckUrl', 'get').mockReturnValue(`http://127.0.0.1:${port}`);
  expect((await change(visitor, KNOWN)).status).toBe(200);
  expect(warn.mock.calls).toEqual([['a new password was accepted without the breach check', { reason: 'ECONNREFUSED' }]]);
});

describe('BREACH_CHECK_URL', () => {
  const read = (address: string) => readSettings({ ...TEST_SETTINGS, BREACH_CHECK_URL: address }, { parts: [BreachSettings] });

  it.each(['https://ranges.example.org/range', 'http://localhost:8080', 'http://[::1]:8080/range/'])('may be %s', (address) => {
    expect(() => read(address)).not.toThrow();
  });

  it.each([
    'http://ranges.example.org/range',
    'ranges.example.org',
    'ftp://127.0.0.1/',
    'https://me:secret@ranges.example.org',
    'https://ranges.example.org/range?key=1',
  ])('is refused as %s', (address) => {
    expect(() => read(address)).toThrow(/BREACH_CHECK_URL must be an https address/);
  });

  it('says in its refusal nothing of the address', () => {
    const refused = () => read('https://me:secret@ranges.example.org');
    expect(refused).toThrow(/BREACH_CHECK_URL/);
    expect(refused).not.toThrow(/secret/);
  });
});
