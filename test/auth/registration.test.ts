import { Worker } from 'node:worker_threads';
import { EntityManager } from '@mikro-orm/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Logger } from '../../src/log/logger.js';
import { HashQueue, HashQueueFull } from '../../src/users/passwords/hash-queue.js';
import { PasswordHasher } from '../../src/users/passwords/password-hasher.js';
import { User } from '../../src/users/user.entity.js';
import { UsersService } from '../../src/users/users.service.js';
import { Closers, type Environment, freshStorage, onServers, Product, type Storage } from '../support/product.js';
import { type Answer, FORMATS, logIn, type Person, register, someone } from '../support/visitor.js';

const closers = new Closers();
let storage: Storage;
let product: Product;
/** Another instance, where there can be one. */
let other: Product;

const start = (env: Environment = {}): Promise<Product> => closers.add(Product.on(storage, env), (instance) => instance.close());

beforeAll(async () => {
  storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  product = await start();
  other = onServers ? await start() : product;
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => closers.closeAll());

/** This product has a storage of its own. */
const startApart = async (env: Environment): Promise<Product> => {
  const own = await closers.add(freshStorage(), (fresh) => fresh.remove());
  return closers.add(Product.on(own, env), (instance) => instance.close());
};

const accounts = (person: Person, where = product): Promise<number> =>
  where.app.get(EntityManager).fork().count(User, { username: person.username });

const SUCCESS = { html: 303, json: 201 } as const;

/** What makes two answers to one sign-up the same. */
const outcome = ({ status, headers, json }: Answer) => ({ status, location: headers.get('location'), user: json['user'] });

describe.each(FORMATS)('a sign-up that comes again (%s)', (format) => {
  const repeat = async (person: Person): Promise<Answer[]> => [
    await register(product.visitor(), person, format),
    await register(other.visitor(), person, format),
  ];

  it('gets the same success, and is no second person', async () => {
    const person = someone();
    const [first, second] = await repeat(person);
    expect(first?.status).toBe(SUCCESS[format]);
    expect(second && outcome(second)).toEqual(first && outcome(first));
    expect(await accounts(person)).toBe(1);
  });

  it('gets it in other letters of the address and the name too', async () => {
    const person = someone();
    await register(product.visitor(), person, format);
    const shouted = { ...person, username: person.username.toUpperCase(), email: person.email.toUpperCase() };
    expect((await register(other.visitor(), shouted, format)).status).toBe(SUCCESS[format]);
  });

  it('at the same moment, on two instances, gets the same success', async () => {
    const person = someone();
    const answers = await Promise.all([product, other, product, other].map((at) => register(at.visitor(), person, format)));
    expect(answers.map(({ status }) => status)).toEqual([1, 2, 3, 4].map(() => SUCCESS[format]));
    expect(new Set(answers.map(({ json }) => json['user']?.id)).size).toBe(1);
    expect(await accounts(person)).toBe(1);
  });

  it.each<[string, (person: Person) => Person]>([
    ['another password', (person) => ({ ...person, password: 'not the same as before' })],
    ['another name', (person) => ({ ...person, username: someone().username })],
    ['another address', (person) => ({ ...person, email: someone().email })],
  ])('with %s is told what is taken', async (_what, changed) => {
    const person = someone();
    await register(product.visitor(), person);
    expect((await register(other.visitor(), changed(person), format)).status).toBe(422);
  });

  it('after the person has logged in is told what is taken', async () => {
    const person = someone();
    await register(product.visitor(), person);
    await logIn(other.visitor(), person);
    expect((await register(product.visitor(), person, format)).status).toBe(422);
  });

  it('after ten minutes is told what is taken', async () => {
    const person = someone();
    await register(product.visitor(), person);
    const age = { createdAt: new Date(Date.now() - 10 * 60_000 - 1_000) };
    await product.app.get(EntityManager).fork().nativeUpdate(User, { username: person.username }, age);
    expect((await register(other.visitor(), person, format)).status).toBe(422);
  });
});

describe('a sign-up that has the name and the address of somebody', () => {
  it('costs a hash whether the account is young or not, so that time tells nothing', async () => {
    const [young, used] = [someone(), someone()];
    for (const person of [young, used]) await register(product.visitor(), person);
    await logIn(product.visitor(), used);
    const matches = vi.spyOn(product.app.get(PasswordHasher), 'matches');
    for (const person of [young, used]) await register(product.visitor(), { ...person, password: 'a guess like any other' });
    expect(matches).toHaveBeenCalledTimes(2);
  });

  it('is no free guess: it is counted as a wrong password', async () => {
    const strict = await startApart({ THROTTLE_ACCOUNT: '2/15m' });
    const person = someone();
    await register(strict.visitor(), person);
    const seen: number[] = [];
    for (const password of ['a first wrong guess', 'a second wrong guess', person.password])
      seen.push((await register(strict.visitor(), { ...person, password })).status);
    expect([...seen, (await logIn(strict.visitor(), person)).status]).toEqual([422, 422, 429, 429]);
  });
});

describe('the count of sign-ups', () => {
  it.each(FORMATS)('is not refunded while the hash queue is full (%s)', async (format) => {
    const full = await startApart({ THROTTLE_REGISTER: '3/1h' });
    vi.spyOn(full.app.get(HashQueue), 'run').mockRejectedValue(new HashQueueFull());
    const seen: number[] = [];
    for (let asked = 0; asked < 5; asked += 1) seen.push((await register(full.visitor(), someone(), format)).status);
    expect(seen).toEqual([503, 503, 503, 429, 429]);
  });

  it('emits an event when it is full, at a sign-up and at a form that breaks other rules', async () => {
    const limited = await startApart({ THROTTLE_REGISTER: '1/1h' });
    const noted = vi.spyOn(limited.app.get(Logger), 'event');
    for (let time = 0; time < 2; time += 1) {
      await register(limited.visitor(), someone());
      await limited.visitor().post('/register', { ...someone(), passwordConfirmation: 'another' }, 'json');
    }
    const reasons = noted.mock.calls.filter(([event]) => event === 'throttled').map(([, fields]) => fields?.['reason']);
    expect(reasons).toEqual(['sign-up', 'look-up']);
  });
});

describe('a client that is gone', () => {
  /** A sign-up whose client leaves when told to. */
  const send = (where: Product, person: Person, { signal }: AbortController): Promise<Answer> => {
    const body = JSON.stringify({ ...person, passwordConfirmation: person.password });
    return where.visitor().send('/register', { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal });
  };

  it('before its hash is queued costs no hash and gets no account', async () => {
    const person = someone();
    const leaving = new AbortController();
    const hasher = product.app.get(PasswordHasher);
    const hash = hasher.hash.bind(hasher);
    const settled = vi.fn();
    vi.spyOn(hasher, 'hash').mockImplementationOnce(async (password, request) => {
      leaving.abort();
      await vi.waitFor(() => expect(request?.signal?.aborted).toBe(true), { timeout: 20_000 });
      return hash(password, request).finally(settled);
    });
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    await expect(send(product, person, leaving)).rejects.toThrow();
    await vi.waitFor(() => expect(settled).toHaveBeenCalled(), { timeout: 20_000 });
    expect(posted).not.toHaveBeenCalled();
    expect(await accounts(person)).toBe(0);
  });

  it('while it is hashed gets no account', async () => {
    const person = someone();
    const leaving = new AbortController();
    const hasher = product.app.get(PasswordHasher);
    const hash = hasher.hash.bind(hasher);
    const created = vi.spyOn(product.app.get(UsersService), 'create');
    const answered = vi.fn();
    vi.spyOn(hasher, 'hash').mockImplementationOnce(async (password, request) => {
      const hashed = await hash(password, request);
      leaving.abort();
      await vi.waitFor(() => expect(request?.signal?.aborted).toBe(true), { timeout: 20_000 });
      setImmediate(answered);
      return hashed;
    });
    await expect(send(product, person, leaving)).rejects.toThrow();
    await vi.waitFor(() => expect(answered).toHaveBeenCalled(), { timeout: 20_000 });
    expect(created).not.toHaveBeenCalled();
    expect(await accounts(person)).toBe(0);
  });
});
