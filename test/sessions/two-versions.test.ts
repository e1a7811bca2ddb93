import { MikroORM } from '@mikro-orm/core';
import { sign } from 'cookie-signature';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CookieSigner } from '../../src/http/responses/cookies.js';
import { decodePrincipal, RedisPort, type SessionAddress } from '../../src/redis/redis-port.js';
import { addressOf } from '../../src/sessions/record/session-id.js';
import { rowsOf } from '../support/observing.js';
import { later, Product, storeAgain } from '../support/product.js';
import { FORMATS, linesOf, register, remembered, reopened, signIn, someone, stateOf, type Visitor } from '../support/visitor.js';

/*
 * What a newer build, running beside this one, would write; and what this one makes of it.
 */

let product: Product;
let redis: RedisPort;

beforeAll(async () => {
  product = await Product.start();
  redis = product.app.get(RedisPort);
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(() => product.remove());

function place(visitor: Visitor): SessionAddress {
  const value = decodeURIComponent(visitor.cookies.get('session') ?? '');
  const address = addressOf(value.replace(/^s:/, '').replace(/\.[^.]*$/, ''));
  if (address === null) throw new Error('no session cookie');
  return address;
}

const stored = async (visitor: Visitor) => (await redis.read(place(visitor))).session ?? '';

/** Changes what is stored of a session, as another build would. */
async function rewrite(visitor: Visitor, change: (data: any) => unknown): Promise<string> {
  const record = JSON.stringify(change(JSON.parse(await stored(visitor))));
  const until = Date.now() + 3_600_000;
  await storeAgain(redis, place(visitor), { record, expiresAt: until, keepUntil: until });
  return record;
}

const sql = (query: string) => product.app.get(MikroORM).em.fork().getConnection().execute(query);

describe('fields that a newer build has added to a session', () => {
  const added = (data: any) => ({
    ...data,
    area: { shelf: 3 },
    passport: { ...data.passport, steps: ['totp'], user: { ...data.passport.user, region: 'north', again: { deep: [1] } } },
  });

  const survive = async (visitor: Visitor) => {
    expect(JSON.parse(await stored(visitor))).toMatchObject({
      area: { shelf: 3 },
      passport: { steps: ['totp'], user: { region: 'north', again: { deep: [1] } } },
    });
  };

  it('survive when activity is noted', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    const before = await rewrite(visitor, added);
    later(120_000);
    expect((await visitor.get('/dashboard')).status).toBe(200);
    expect(await stored(visitor)).not.toBe(before);
    await survive(visitor);
  });

  it('survive when another client makes it suspicious', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await rewrite(visitor, added);
    const elsewhere = visitor.copy(product.url, { 'user-agent': 'another browser' });
    expect((await elsewhere.get('/dashboard')).status).toBe(200);
    expect(JSON.parse(await stored(visitor)).passport.user.suspicious).toBe(true);
    await survive(visitor);
  });

  it('survive the change to a new id', async () => {
    const visitor = product.visitor();
    const { password } = await signIn(visitor);
    await rewrite(visitor, added);
    expect((await visitor.post('/confirm', { password }, 'json')).status).toBe(200);
    const { region, ...user } = JSON.parse(await stored(visitor)).passport.user;
    expect(region).toBe('north');
    expect(user).toMatchObject({ version: 1, again: { deep: [1] } });
  });
});

describe.each(FORMATS)('a session of a later major format (%s)', (format) => {
  const raised = () => ({ passport: { user: { version: 3, who: 'somebody', when: 'some day' } } });

  it('is answered as not signed in, and left as it is: cookies, record and remember-me', async () => {
    const visitor = product.visitor();
    const person = await remembered(visitor);
    const record = await rewrite(visitor, raised);
    const [row] = await rowsOf(product, person);
    const answer = await visitor.get('/dashboard', format);
    expect(answer.status).toBe(format === 'html' ? 303 : 401);
    expect(answer.setCookies).toEqual([]);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
    expect(await stored(visitor)).toBe(record);
    expect(await rowsOf(product, person)).toEqual([row]);
  });

  it('is over after a logout here', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await rewrite(visitor, raised);
    const before = visitor.copy();
    expect((await visitor.post('/logout', {}, format)).status).toBe(format === 'html' ? 303 : 204);
    expect(visitor.cookies.has('session')).toBe(false);
    expect(await stored(before)).toBe('!logged-out');
  });

  it('may have ids and tokens of another form: their cookies are left too', async () => {
    const [secret = ''] = product.settings.sessionSecrets;
    const visitor = product.visitor();
    visitor.cookies.set('session', encodeURIComponent(`s:${sign('v2.somewhere', secret)}`));
    expect((await visitor.get('/dashboard', format)).setCookies).toEqual([]);

    const remember = new CookieSigner('remember-me', [secret]).sign('v2.something');
    const back = product.visitor();
    back.cookies.set('remember', encodeURIComponent(remember));
    const answer = await back.get('/dashboard', format);
    expect(answer.status).toBe(format === 'html' ? 303 : 401);
    expect(linesOf('remember', answer)).toEqual([]);
  });
});

describe('a principal that a newer build has cached', () => {
  const cached = async (visitor: Visitor) => JSON.parse(decodePrincipal((await redis.read(place(visitor))).principal) ?? '');

  async function cache(visitor: Visitor, change: (entry: any) => unknown): Promise<void> {
    const entry = await cached(visitor);
    const principal = JSON.stringify(change(entry));
    const keepUntil = Date.now() + 3_600_000;
    await redis.putPrincipal(place(visitor).hashTag, { version: entry.principal.version, principal, keepUntil }, true);
  }

  it('serves here too when fields were added, and stays as it is', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await visitor.get('/dashboard');
    await cache(visitor, (entry) => ({ ...entry, shard: 7, principal: { ...entry.principal, roles: ['editor'] } }));
    expect((await visitor.get('/dashboard')).status).toBe(200);
    expect(await cached(visitor)).toMatchObject({ shard: 7, principal: { roles: ['editor'] } });
  });

  it('of another format is read again from PostgreSQL', async () => {
    const visitor = product.visitor();
    const { username } = await signIn(visitor);
    await visitor.get('/dashboard');
    await cache(visitor, (entry) => ({ ...entry, format: 2, principal: { ...entry.principal, username: 'misread' } }));
    const answer = await visitor.get('/dashboard');
    expect(answer.text).toContain(username);
    expect(answer.text).not.toContain('misread');
  });

  it('of the first builds, which named no format, serves', async () => {
    const visitor = product.visitor();
    await signIn(visitor);
    await visitor.get('/dashboard');
    await cache(visitor, ({ format: _none, ...entry }) => ({
      ...entry,
      principal: { ...entry.principal, username: 'remembered' },
    }));
    expect((await visitor.get('/dashboard')).text).toContain('remembered');
  });
});

describe('a schema that is newer than this build', () => {
  it('does not stop the start, and what it has added survives', async () => {
    const visitor = product.visitor();
    const person = await remembered(visitor);
    await sql(`insert into mikro_orm_migrations (name) values ('Migration29990101000000_of_a_newer_build')`);
    await sql('alter table remember_series add column colour varchar(10) null');
    await sql('alter table users add column shelf int null default 4');
    await sql(`update remember_series set colour = 'green'`);

    await product.close();
    product = await Product.on(product.storage);
    const back = reopened(visitor, product);
    expect((await back.get('/dashboard')).text).toContain(person.username);
    expect((await register(product.visitor(), someone())).status).toBe(201);
    expect(await sql('select distinct colour from remember_series')).toEqual([{ colour: 'green' }]);
  });
});
