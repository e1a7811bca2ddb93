import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshStorage, type Storage } from '../support/product.js';
import { eventually, type ProductProcess, startProcess } from '../support/servers/index.js';
import { type Format, FORMATS, logIn, register, someone, Visitor } from '../support/visitor.js';
import { raw } from '../http/raw.js';

const PLANTED = {
  password: 'planted: river stones hum quietly',
  wrong: 'planted: not the right words at all',
  next: 'planted: seven lanterns over water',
  query: 'planted-in-a-query',
  json: 'planted-in-broken-json',
  pepper: 'planted-pepper-of-this-product',
  secret: 'planted-session-secret-of-forty-two-bytes!!',
};

/** What would begin a line of its own, colour a terminal, or end a JSON string. */
const FORGED = '\r\n{"event":"logged-in"}\n\u001b[31mred\u001b[0m\u0085\u2028","event":"logged-in';

let storage: Storage;
let product: ProductProcess;
const secrets: string[] = Object.values(PLANTED);

beforeAll(async () => {
  storage = await freshStorage();
  const { password: _, ...names } = PLANTED;
  product = await startProcess({
    ...storage.env,
    LOG_LEVEL: 'trace',
    BCRYPT_COST: '4',
    THROTTLE_ACCOUNT: '3/15m',
    PASSWORD_PEPPER: names.pepper,
    SESSION_SECRET: names.secret,
  });
});

afterAll(async () => {
  await product.stop();
  await storage.remove();
});

const visitor = () => new Visitor(product.url);
const lines = () => [...product.lines, ...product.errors];
const events = (name: string) => lines().filter((line) => line.includes(`event=${name}`)).length;

/** Runs a deed, and tells how many lines of an event it wrote. */
async function told(event: string, deed: () => Promise<unknown>): Promise<number> {
  const before = events(event);
  await deed();
  await eventually(`${event} is in the log`, () => events(event) > before, product);
  // A request that comes later is logged later: what the deed has to say has been said by then.
  const marker = `/after-${Math.random()}`;
  await visitor().get(marker, 'json');
  await eventually('the next request is in the log', () => lines().some((line) => line.includes(marker)), product);
  return events(event) - before;
}

const remember = (who: Visitor) => who.cookies.forEach((value) => value && secrets.push(value, decodeURIComponent(value)));

describe.each(FORMATS)('security events (%s)', (format: Format) => {
  const person = { ...someone(), password: PLANTED.password };
  const owner = () => visitor();
  const post = (path: string, fields: object, headers = {}) => visitor().post(path, { ...fields }, format, headers);
  const body = (type: string, text: string) =>
    visitor().send('/login', {
      method: 'POST',
      body: text,
      headers: { 'content-type': type, accept: format === 'json' ? 'application/json' : 'text/html' },
    });

  it.each<[string, () => Promise<unknown>]>([
    ['registered', () => register(owner(), person, format)],
    ['login-failed', () => logIn(owner(), { ...person, password: PLANTED.wrong }, format)],
    ['cross-site-refused', () => post('/login', {}, { origin: 'https://evil.example' })],
    ['input-refused', () => body('application/json', `{"password":"${PLANTED.json}`)],
    ['input-refused', () => body('text/plain', PLANTED.json)],
    [
      'input-refused',
      () => visitor().post(`/login?password=${PLANTED.query}`, { identifier: 'x', password: PLANTED.wrong }, format),
    ],
    ['input-refused', () => body('application/json', `{"password":"${'x'.repeat(40_000)}"}`)],
    ['input-refused', () => visitor().get(`/?${'x'.repeat(9_000)}`, format)],
    ['unauthorized', () => visitor().get(`/dashboard?token=${PLANTED.query}`, format)],
  ])('%s is one line', async (event, deed) => {
    expect(await told(event, deed)).toBe(1);
  });

  it('write one line for throttled, and no hash follows', async () => {
    const nobody = someone();
    for (let time = 0; time < 3; time += 1) await logIn(visitor(), nobody, format);
    const failed = events('login-failed');
    expect(await told('throttled', () => logIn(visitor(), nobody, format))).toBe(1);
    expect(events('login-failed')).toBe(failed);
  });

  it('write one line each for logged-in, session events and logged-out', async () => {
    const who = visitor();
    expect(await told('logged-in', () => logIn(who, person, format, { remember: 'on' }))).toBe(1);
    remember(who);
    expect(await told('login-confirmed', () => who.post('/confirm', { password: PLANTED.password }, format))).toBe(1);
    remember(who);
    const change = { currentPassword: PLANTED.password, password: PLANTED.next, passwordConfirmation: PLANTED.next };
    expect(await told('password-changed', () => who.post('/settings/password', change, format))).toBe(1);
    remember(who);
    who.cookies.delete('session');
    expect(await told('remembered-login', () => who.get('/dashboard', format))).toBe(1);
    remember(who);
    expect(await told('logged-out', () => who.post('/logout', {}, format))).toBe(1);
  });
});

describe('the log', () => {
  it('has one line for one request, whatever the client sends', async () => {
    const before = lines().length;
    const odd = Buffer.from(FORGED)
      .toString('latin1')
      .replaceAll(/[\r\n]/g, '');
    await logIn(visitor(), { username: FORGED, email: '', password: FORGED });
    await raw(product.url, `GET /${encodeURIComponent(FORGED)}`, [`User-Agent: ${odd}`, `X-Request-Id: ${odd}`]);
    await raw(product.url, 'GET /profile', [`X-Forwarded-For: ${odd}`, `Cookie: session=${odd}; ${odd}`]);
    await visitor().get('/the-end', 'json');
    await eventually('the last request is in the log', () => lines().some((line) => line.includes('/the-end')), product);
    const written = lines().slice(before);
    expect(written.filter((line) => /[\p{Cc}\p{Zl}\p{Zp}]|event=logged-in/u.test(line))).toEqual([]);
    // Every line begins as the product's own lines do, so none was forged.
    expect(written.filter((line) => !/^\d\d:\d\d:\d\d (trace|debug|info|warn|error) [\w -]+( \w+=|$)/.test(line))).toEqual([]);
  });

  it('holds no password, cookie, secret or body', () => {
    expect(secrets.length).toBeGreaterThan(20);
    const text = lines().join('\n');
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });
});
