import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { HashQueue } from '../../src/users/passwords/hash-queue.js';
import { Closers, type Environment, freshStorage, onServers, Product } from '../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  logIn,
  PASSWORD,
  type Person,
  register,
  signIn,
  someone,
  type Visitor,
} from '../support/visitor.js';

const closers = new Closers();
const LIMITS = {
  THROTTLE_ACCOUNT: '3/15m',
  THROTTLE_ADDRESS: 'off',
  THROTTLE_REGISTER: 'off',
  TRUST_PROXY: '1',
  HASH_QUEUE: '256',
};
const NEW = 'a quiet lamp above seven stairs';

const start = async (env: Environment = {}): Promise<Product> => {
  const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
  return closers.add(Product.on(storage, { ...LIMITS, ...env }), (product) => product.close());
};

let product: Product;
beforeAll(async () => {
  product = await start();
});
afterAll(() => closers.closeAll());

const guess = (visitor: Visitor, person: Person, format: Format = 'json') =>
  logIn(visitor, { ...person, password: 'not this one' }, format);

const statuses = async (times: number, attempt: () => Promise<Answer>): Promise<number[]> => {
  const seen: number[] = [];
  for (let time = 0; time < times; time += 1) seen.push((await attempt()).status);
  return seen;
};

const someoneRegistered = async (where = product): Promise<Person> => {
  const person = someone();
  expect((await register(where.visitor(), person)).status).toBe(201);
  return person;
};

describe.each(FORMATS)('too many wrong passwords (%s)', (format) => {
  it('are refused before a hash, also the right one, with the time to wait', async () => {
    const person = await someoneRegistered();
    expect(await statuses(3, () => guess(product.visitor(), person, format))).toEqual([401, 401, 401]);
    const answer = await logIn(product.visitor(), person, format, { next: '/profile' });
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(890);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    if (format === 'json') expect(answer.json).toMatchObject({ code: 'too_many_attempts', status: 429 });
    else {
      expect(answer.text).toContain(`value="${person.username}"`);
      expect(answer.text).toContain('value="/profile"');
      expect(answer.text).toMatch(/role="alert"[^>]*><p[^>]*>Too many attempts/);
      expect(answer.text).not.toContain(PASSWORD);
    }
  });

  it('are one count for every spelling of the account, format and path', async () => {
    const person = await someoneRegistered();
    const spellings = [person.username.toUpperCase(), ` ${person.email}\t`, person.email.toUpperCase()];
    const other = format === 'json' ? 'html' : 'json';
    const tries = [
      () => product.visitor().post('/login/', { identifier: spellings[0], password: 'wrong' }, format),
      () => product.visitor().post('/LOGIN', { identifier: spellings[1], password: 'wrong' }, other),
      () => product.visitor().post('/login', { identifier: spellings[2], password: 'wrong' }, format),
      () => product.visitor().post('/login', { identifier: person.username, password: PASSWORD }, other),
    ];
    const seen: number[] = [];
    for (const attempt of tries) seen.push((await attempt()).status);
    expect(seen).toEqual([401, 401, 401, 429]);
  });

  it('of an unknown account are answered as those of a known one', async () => {
    const [known, nobody] = [await someoneRegistered(), someone()];
    const answers: string[][] = [];
    for (const person of [known, nobody]) {
      const four = [];
      for (let time = 0; time < 4; time += 1) four.push(await guess(product.visitor(), person, format));
      answers.push(four.map((answer) => shape(answer, person)));
    }
    expect(answers[1]).toEqual(answers[0]);
  });
});

/** An answer without what differs by itself: the typed name, ids and seconds. */
function shape({ status, headers, text, setCookies }: Answer, person: Person): string {
  const names = [...headers].filter(([name]) => !/^(date|x-request-id|retry-after)$/.test(name));
  const body = text
    .replaceAll(person.username, 'NAME')
    .replace(/"requestId":"[^"]+"/, '')
    .replace(/name="formId" value="[^"]+"/, '');
  return JSON.stringify({ status, names, body, setCookies });
}

describe('the owner', () => {
  it('is not shut out where he has logged in before, and a right password leaves the strangers’ count', async () => {
    const owner = product.visitor();
    const person = await signIn(owner);
    await owner.post('/logout');
    await statuses(3, () => guess(product.visitor(), person));
    expect(await statuses(2, () => guess(owner, person))).toEqual([401, 401]);
    expect((await logIn(owner, person)).status).toBe(200);
    // His own count has begun anew.
    await owner.post('/logout');
    expect(await statuses(4, () => guess(owner, person))).toEqual([401, 401, 401, 429]);
    expect((await logIn(product.visitor(), person)).status).toBe(429);
  });

  it('is not counted for a right password, however often', async () => {
    const person = await someoneRegistered();
    await statuses(2, () => guess(product.visitor(), person));
    expect(await statuses(5, () => logIn(product.visitor(), person))).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(2, () => guess(product.visitor(), person))).toEqual([401, 429]);
  });

  it('is limited at /confirm and at the password change as at the login', async () => {
    const owner = product.visitor();
    const person = await signIn(owner);
    const change = { currentPassword: 'wrong', password: NEW, passwordConfirmation: NEW };
    expect((await owner.post('/confirm', { password: 'wrong' }, 'json')).status).toBe(401);
    expect((await owner.post('/settings/password', change, 'json')).status).toBe(422);
    expect((await guess(owner, person)).status).toBe(401);
    for (const format of FORMATS) {
      const confirmed = await owner.post('/confirm', { password: PASSWORD, next: '/profile' }, format);
      const changed = await owner.post('/settings/password', { ...change, currentPassword: PASSWORD }, format);
      expect([confirmed.status, changed.status]).toEqual([429, 429]);
      expect(Number(changed.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });
});

describe('the device cookie', () => {
  const shutStrangersOut = (person: Person) => statuses(3, () => guess(product.visitor(), person));

  it('is set by a right password, not by a sign-up or a wrong one, and stays at logout', async () => {
    const visitor = product.visitor();
    const person = someone();
    await register(visitor, person);
    await guess(visitor, person);
    expect(visitor.cookies.has('device')).toBe(false);
    const answer = await logIn(visitor, person);
    expect(answer.setCookies.find((line) => line.startsWith('device='))).toMatch(/Max-Age=15552000.*HttpOnly; SameSite=Lax/);
    await visitor.post('/logout');
    expect(visitor.cookies.has('device')).toBe(true);
  });

  it('admits nobody, and helps with no other account', async () => {
    const [one, other] = [product.visitor(), product.visitor()];
    await signIn(one);
    const person = await signIn(other);
    const copy = product.visitor();
    copy.cookies.set('device', one.cookies.get('device') ?? '');
    expect((await copy.get('/dashboard', 'json')).status).toBe(401);
    await shutStrangersOut(person);
    expect((await logIn(copy, person)).status).toBe(429);
  });

  it("that we never signed is as if absent, and left alone: it may be a neighbour's", async () => {
    const person = await signIn(product.visitor());
    await shutStrangersOut(person);
    for (const forged of ['x', 's%3Ax.y', `${Buffer.from('[["x","y",9e15]]').toString('base64url')}.AAAA`]) {
      const visitor = product.visitor();
      visitor.cookies.set('device', forged);
      expect((await visitor.get('/login')).setCookies).toEqual([]);
      expect((await logIn(visitor, person)).status).toBe(429);
    }
  });

  it('is void after a password change in every other browser, until its next login', async () => {
    const [one, other] = [product.visitor(), product.visitor()];
    const person = await signIn(one);
    await logIn(other, person);
    const change = { currentPassword: PASSWORD, password: NEW, passwordConfirmation: NEW };
    expect((await one.post('/settings/password', change, 'json')).status).toBe(200);
    const changed = { ...person, password: NEW };
    await shutStrangersOut(changed);
    expect((await one.post('/confirm', { password: NEW }, 'json')).status).toBe(200);
    const back = { currentPassword: NEW, password: PASSWORD, passwordConfirmation: PASSWORD };
    expect((await one.post('/settings/password', back, 'json')).status).toBe(200);
    expect([(await logIn(one, person)).status, (await logIn(other, person)).status]).toEqual([200, 429]);
  });

  it('is given by /confirm too, to a browser that had lost it', async () => {
    const visitor = product.visitor();
    const person = await signIn(visitor);
    visitor.cookies.delete('device');
    expect((await visitor.post('/confirm', { password: PASSWORD }, 'json')).status).toBe(200);
    await shutStrangersOut(person);
    expect((await logIn(visitor, person)).status).toBe(200);
  });

  it('is not void after all other sessions are revoked', async () => {
    const one = product.visitor();
    const person = await signIn(one);
    await one.post('/settings/sessions/revoke-others', {}, 'json');
    await shutStrangersOut(person);
    expect((await logIn(one, person)).status).toBe(200);
  });

  it('knows five accounts', async () => {
    const visitor = product.visitor();
    const people: Person[] = [];
    for (let count = 0; count < 6; count += 1) people.push(await someoneRegistered());
    for (const person of people) await logIn(visitor, person);
    for (const person of people) await shutStrangersOut(person);
    const seen: number[] = [];
    for (const person of people) seen.push((await guess(visitor, person)).status);
    expect(seen).toEqual([429, 401, 401, 401, 401, 401]);
  });

  it('is understood under a rotated secret', async () => {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const before = await Product.on(storage, LIMITS);
    const visitor = before.visitor();
    const person = await signIn(visitor);
    const [secret] = before.settings.sessionSecrets;
    await before.close();
    const after = await closers.add(
      Product.on(storage, { ...LIMITS, SESSION_SECRET: `${'n'.repeat(40)},${secret}` }),
      (instance) => instance.close(),
    );
    await statuses(3, () => guess(after.visitor(), person));
    expect((await logIn(after.visitor(), person)).status).toBe(429);
    expect((await logIn(visitor.copy(after.url), person)).status).toBe(200);
  });
});

describe('right passwords of one account', () => {
  let where: Product;
  beforeAll(async () => {
    where = await start({ THROTTLE_ACCOUNT: '3/15m', THROTTLE_LOGIN: '4/15m' });
  });

  it.each(FORMATS)(
    'are limited before their hash, on known devices too, and wrong ones are none of them (%s)',
    async (format) => {
      const person = await someoneRegistered(where);
      const [owner, stranger] = [where.visitor(), where.visitor()];
      await statuses(2, () => guess(stranger, person, format));
      const right = format === 'html' ? 303 : 200;
      expect(await statuses(4, () => logIn(owner, person, format))).toEqual([right, right, right, right]);
      const refused = await logIn(owner, person, format);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(890);
      expect((await guess(stranger, person)).status).toBe(429);
      // The session goes on, and its /confirm has a count of its own.
      expect(await statuses(5, () => owner.post('/confirm', { password: PASSWORD }, 'json'))).toEqual([200, 200, 200, 200, 429]);
      expect((await logIn(stranger, await someoneRegistered(where))).status).toBe(200);
    },
  );
});

describe('a refused try', () => {
  it('makes the same calls to the counts for an account that exists and for one that does not', async () => {
    const where = await start({ THROTTLE_ACCOUNT: '2/15m', THROTTLE_ADDRESS: '100/15m', THROTTLE_LOGIN: '60/15m' });
    const counts = where.app.get(RedisPort).rateLimits;
    const asked: string[][] = [];
    for (const person of [await someoneRegistered(where), someone()]) {
      const calls: string[] = [];
      for (const method of ['consume', 'refund', 'reset'] as const) {
        const own = counts[method].bind(counts) as (...args: unknown[]) => Promise<never>;
        vi.spyOn(counts, method).mockImplementation((...args: unknown[]) => (calls.push(method), own(...args)));
      }
      expect(await statuses(4, () => guess(where.visitor(), person))).toEqual([401, 401, 429, 429]);
      vi.restoreAllMocks();
      asked.push(calls);
    }
    expect(asked[1]).toEqual(asked[0]);
    expect(asked[0]?.length).toBeGreaterThan(0);
  });
});

describe('a client address', () => {
  const from = (where: Product, address: string) => where.visitor({ 'x-forwarded-for': address });
  let where: Product;
  beforeAll(async () => {
    where = await start({ THROTTLE_ACCOUNT: 'off', THROTTLE_ADDRESS: '3/15m' });
  });

  it.each([
    ['an IPv4 address', ['203.0.113.7', '203.0.113.7', '::ffff:203.0.113.7', '::FFFF:cb00:7107'], '203.0.113.8'],
    ['an IPv6 /64', ['2001:db8:1:2::1', '2001:DB8:1:2::2', '2001:0db8:0001:0002:9::', '2001:db8:1:2:ffff::'], '2001:db8:1:3::1'],
  ])('is %s in any spelling, over all accounts', async (_what, spellings, neighbour) => {
    const seen: number[] = [];
    for (const spelling of spellings) seen.push((await guess(from(where, spelling), someone())).status);
    expect(seen).toEqual([401, 401, 401, 429]);
    expect((await guess(from(where, neighbour), someone())).status).toBe(401);
  });

  it('that a neighbour has used up does not shut out devices, and right passwords do not count', async () => {
    const owner = from(where, '198.51.100.1');
    const person = await signIn(owner);
    expect(await statuses(4, () => guess(from(where, '198.51.100.1'), someone()))).toEqual([401, 401, 401, 429]);
    expect((await logIn(owner, person)).status).toBe(200);
    expect((await logIn(from(where, '198.51.100.1'), person)).status).toBe(429);
  });

  it('is one that nobody may forge', async () => {
    const untrusting = await start({ THROTTLE_ADDRESS: '2/15m', TRUST_PROXY: '' });
    const seen: number[] = [];
    for (const last of [1, 2, 3]) seen.push((await guess(from(untrusting, `203.0.113.${last}`), someone())).status);
    expect(seen).toEqual([401, 401, 429]);
  });
});

describe('a try whose hash never ran', () => {
  it('because the queue was full is refunded', async () => {
    const where = await start({ THROTTLE_ACCOUNT: '5/15m', THROTTLE_ADDRESS: '5/15m', HASH_QUEUE: '1', BCRYPT_COST: '12' });
    const person = someone();
    const burst = await Promise.all(Array.from({ length: 5 }, () => guess(where.visitor(), person)));
    const seen = burst.map(({ status }) => status).sort((one, other) => one - other);
    expect(seen).toEqual([401, 401, 503, 503, 503]);
    expect(await statuses(4, () => guess(where.visitor(), person))).toEqual([401, 401, 401, 429]);
  });

  it('because the client has left is refunded', async () => {
    const where = await start({ THROTTLE_ACCOUNT: '2/15m', THROTTLE_ADDRESS: '2/15m', BCRYPT_COST: '14' });
    const person = someone();
    const queue = where.app.get(HashQueue);
    const first = guess(where.visitor(), person);
    await vi.waitFor(() => expect(queue.load.active).toBe(1), { timeout: 10_000, interval: 5 });
    const gone = new AbortController();
    const body = JSON.stringify({ identifier: person.username, password: 'wrong' });
    const headers = { 'content-type': 'application/json' };
    const second = where.visitor().send('/login', { method: 'POST', body, headers, signal: gone.signal });
    await vi.waitFor(() => expect(queue.load.waiting.stranger).toBe(1), { timeout: 10_000, interval: 5 });
    gone.abort();
    await expect(second).rejects.toThrow();
    await vi.waitFor(() => expect(queue.load.waiting.stranger).toBe(0), { timeout: 10_000, interval: 5 });
    expect((await first).status).toBe(401);
    expect(await statuses(2, () => guess(where.visitor(), person))).toEqual([401, 429]);
  });
});

describe('sign-ups', () => {
  it.each(FORMATS)('that keep the rules are limited by address, accepted or taken (%s)', async (format) => {
    const where = await start({ THROTTLE_REGISTER: '3/1h' });
    const visitor = where.visitor();
    const [first, second] = [someone(), someone()];
    const broken = { ...someone(), passwordConfirmation: 'another' };
    expect(await statuses(4, () => visitor.post('/register', broken, format))).toEqual([422, 422, 422, 422]);
    expect((await register(visitor, first, 'json')).status).toBe(201);
    expect((await register(visitor, { ...first, password: 'another one' }, 'json')).status).toBe(422);
    expect((await register(visitor, second, 'json')).status).toBe(201);
    const refused = await register(visitor, someone(), format);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_590);
    // There is no free way to ask for names: the fourth and later broken forms are not told what is taken.
    const asked = await visitor.post('/register', { ...broken, email: first.email }, 'json');
    expect(asked.json['errors']).toEqual({ passwordConfirmation: ['Passwords must match'] });
  });
});

describe('under fire', () => {
  it('no more than the limit is tried over several instances', async () => {
    const storage = await closers.add(freshStorage(), (fresh) => fresh.remove());
    const instances: Product[] = [];
    for (let count = 0; count < (onServers ? 3 : 1); count += 1) {
      const env = { ...LIMITS, THROTTLE_ACCOUNT: '10/15m,15/24h' };
      instances.push(await closers.add(Product.on(storage, env), (instance) => instance.close()));
    }
    const person = await someoneRegistered(instances[0]);
    const all = Array.from({ length: 200 }, (_, nth) => {
      const visitor = (instances[nth % instances.length] ?? product).visitor();
      return nth === 150 ? logIn(visitor, person) : guess(visitor, person);
    });
    const seen = (await Promise.all(all)).map(({ status }) => status);
    expect(seen.filter((status) => status === 401)).toHaveLength(10);
    expect(seen.filter((status) => status === 429)).toHaveLength(190);
  });
});

describe('windows', () => {
  it('begin at the first try, and refused ones neither count nor prolong', async () => {
    const where = await start({ THROTTLE_ACCOUNT: '2/2s,4/15m' });
    const person = await someoneRegistered(where);
    expect(await statuses(3, () => guess(where.visitor(), person))).toEqual([401, 401, 429]);
    const once = async () => expect((await guess(where.visitor(), person)).status).toBe(401);
    await vi.waitFor(once, { timeout: 10_000, interval: 200 });
    await vi.waitFor(once, { timeout: 10_000, interval: 200 });
    // The long window has counted four by now; the refused tries are not among them.
    const { headers } = await guess(where.visitor(), person);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
  });
});
