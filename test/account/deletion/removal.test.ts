import { Injectable, Module } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { deleteAccount } from '../../../src/console/delete-account.js';
import { ExpirySweep } from '../../../src/database/expiry-sweep.js';
import { AccountRemoval } from '../../../src/users/removal/account-removal.js';
import { UsernameReservations } from '../../../src/users/removal/username-reservations.js';
import { announcedBy } from '../../support/observing.js';
import { freshStorage, later, onTwoInstances, Product } from '../../support/product.js';
import {
  type Format,
  FORMATS,
  isSignedIn,
  logIn,
  register,
  remembered,
  signIn,
  signInOn,
  someone,
} from '../../support/visitor.js';
import { sql } from '../data/tables.js';
import { close, end, StubbornData, stored, sweep } from './ending.js';

const DAY = 86_400_000;

@Injectable()
class ArchiveData extends StubbornData {}

@Module({ providers: [ArchiveData] })
class ArchiveModule {}

let here: Product;
let there: Product;
onTwoInstances((one, other) => ([here, there] = [one, other]), { DELETION_GRACE: '2d' }, [ArchiveModule]);

afterEach(() => {
  for (const { app } of [here, there]) app.get(ArchiveData).refuses = false;
});

const erasedBy = (...products: Product[]) => [...new Set(products)].flatMap(({ app }) => app.get(ArchiveData).erased);

describe('an account whose time is over', () => {
  it('is gone, once, whoever of the instances comes first', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const { id = '' } = (await stored(here, person)) ?? {};
    await close(visitor, person);
    await sweep(here);
    expect(await stored(here, person)).not.toBeNull();
    later(2 * DAY + 1);
    const events = announcedBy(here, there);
    await Promise.all([sweep(here), sweep(there), sweep(here)]);
    expect(await stored(there, person)).toBeNull();
    expect(events).toEqual(['user-deleted']);
    expect(erasedBy(here, there).filter((one) => one === id)).toEqual([id]);
  });

  it('is looked for by itself, at least every 30 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const product = await Product.start();
    const visitor = product.visitor();
    const person = await signIn(visitor);
    await close(visitor, person);
    await sql(product, `update users set delete_at = now() - interval '1 second'`);
    vi.advanceTimersByTime(30_000);
    vi.useRealTimers();
    await vi.waitFor(async () => expect(await stored(product, person)).toBeNull(), { timeout: 20_000 });
    await product.remove();
  });

  it('stays whole while a module cannot erase what it keeps, keeps no other one waiting, and is gone when it can', async () => {
    const [one, other] = [here.visitor(), here.visitor()];
    const [person, neighbour] = [await signIn(one), await signIn(other)];
    const { id = '' } = (await stored(here, person)) ?? {};
    await close(one, person);
    await close(other, neighbour);
    later(2 * DAY + 1);
    const erase = vi.spyOn(here.app.get(ArchiveData), 'erase').mockImplementation(async (accountId) => {
      if (accountId === id) throw new Error('the archive is closed');
    });
    await sweep(here);
    expect((await stored(here, person))?.email).toBe(person.email);
    expect(await stored(here, neighbour)).toBeNull();
    erase.mockRestore();
    await sweep(here);
    expect(await stored(here, person)).toBeNull();
  });

  it('loses no table when the last provider throws: the transaction is one', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    const { id = '' } = (await stored(here, person)) ?? {};
    const archive = Object.assign(here.app.get(ArchiveData), { refuses: true, order: 10_000 });
    const removal = here.app.get(AccountRemoval).remove(id, { reason: 'test', username: 'reserved' });
    await expect(removal).rejects.toThrow('account data could not be erased');
    expect(await sql(here, `select * from remember_series where user_id = '${id}'`)).toHaveLength(1);
    archive.order = 0;
    expect(await stored(here, person)).not.toBeNull();
    expect(await here.app.get(UsernameReservations).isReserved(person.username)).toBe(false);
  });
});

describe('the name of an account that is gone', () => {
  const gone = async (username: 'reserved' | 'free') => {
    const person = someone();
    const { json } = await register(here.visitor(), person);
    await here.app.get(AccountRemoval).remove(json['user'].id as string, { reason: 'test', username });
    return person;
  };
  /** Moving the clock so far would set PGlite's own timers off. */
  const age = (days: number) => sql(here, `update reserved_usernames set expires_at = expires_at - interval '${days} days'`);
  const taken = async ({ username }: { readonly username: string }, format: Format) => {
    const answer = await register(there.visitor(), { ...someone(), username }, format);
    return [answer.status, answer.text.includes('Username already taken')];
  };

  it.each(FORMATS)('is taken for 90 days, in any case of letters, and its address is free (%s)', async (format) => {
    const person = await gone('reserved');
    expect(await taken({ username: person.username.toUpperCase() }, format)).toEqual([422, true]);
    await age(89);
    expect(await taken(person, format)).toEqual([422, true]);
    const { status } = await register(here.visitor(), { ...someone(), email: person.email });
    expect(status).toBe(201);
    await age(2);
    expect((await register(here.visitor(), { ...someone(), username: person.username })).status).toBe(201);
  });

  it("is free at once where the account was nobody's", async () => {
    const person = await gone('free');
    expect((await register(here.visitor(), person)).status).toBe(201);
  });

  it('is swept after 90 days, and is stored as a hash under a key', async () => {
    await sql(here, 'delete from reserved_usernames');
    const person = await gone('reserved');
    const rows = () => sql(here, 'select * from reserved_usernames');
    expect(JSON.stringify(await rows())).not.toContain(person.username);
    for (const row of await rows())
      expect(row).toEqual({ username_hash: expect.stringMatching(/^[\w-]{43}$/), expires_at: expect.anything() });
    await age(89);
    await here.app.get(ExpirySweep).sweep();
    expect(await rows()).toHaveLength(1);
    await age(2);
    await here.app.get(ExpirySweep).sweep();
    expect(await rows()).toEqual([]);
  });

  it('stays reserved when the session secret is rotated, for as long as the old one is in the list', async () => {
    const storage = await freshStorage();
    const [first, second] = ['one secret that is long enough for this', 'another secret that is long enough too'];
    const person = someone();
    const states: number[] = [];
    for (const SESSION_SECRET of [first, `${second},${first}`, second]) {
      const product = await Product.on(storage, { SESSION_SECRET });
      if (states.length === 0) {
        const { json } = await register(product.visitor(), person);
        await product.app.get(AccountRemoval).remove(json['user'].id as string, { reason: 'test', username: 'reserved' });
      }
      states.push((await register(product.visitor(), person)).status);
      await product.close();
    }
    expect(states).toEqual([422, 422, 201]);
    await storage.remove();
  });
});

describe.each(FORMATS)('without a grace (%s)', (format) => {
  const products: Product[] = [];
  const start = async () => {
    const product = await Product.start({ DELETION_GRACE: '0s' }, [ArchiveModule]);
    products.push(product);
    return product;
  };
  afterEach(() => Promise.all(products.splice(0).map((product) => product.remove())));

  it('the account is gone with the answer, which comes again when it got lost', async () => {
    const product = await start();
    const [visitor, phone] = [product.visitor(), product.visitor()];
    const person = await signInOn(visitor, phone);
    expect((await visitor.get('/settings/delete')).text).toContain('Nobody can bring it back');
    const [beside, lost] = [visitor.copy(), visitor.copy()];
    const events = announcedBy(product);
    const answers = await Promise.all([end(visitor, person, format), end(beside, person, format)]);
    answers.push(await end(lost, person, format));
    expect(answers.map(({ status }) => status)).toEqual(Array(3).fill(format === 'html' ? 303 : 202));
    if (format === 'json') expect(Date.parse(answers[0]?.json['deleteAt'])).toBeLessThanOrEqual(Date.now());
    else expect((await visitor.get('/login')).text).toContain('Your account has been deleted.');
    expect(await stored(product, person)).toBeNull();
    expect(events).toEqual(['user-deleted']);
    expect((await phone.get('/dashboard', 'json')).json['detail']).toBe('Your account has been deleted.');
    expect((await logIn(product.visitor(), person, format)).status).toBe(401);
  });

  it('is a 503 when a module cannot erase what it keeps: nothing is gone, and the person goes on', async () => {
    const product = await start();
    const visitor = product.visitor();
    const person = await signIn(visitor);
    product.app.get(ArchiveData).refuses = true;
    const { status, headers } = await end(visitor, person, format);
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect([await isSignedIn(visitor), (await stored(product, person))?.deleteAt]).toEqual([true, null]);
    product.app.get(ArchiveData).refuses = false;
    expect((await end(visitor, person, format)).status).toBe(format === 'html' ? 303 : 202);
    expect(await stored(product, person)).toBeNull();
  });
});

describe("the operator's console", () => {
  it('removes an account with what modules keep, or exits with 1 and removes nothing', async () => {
    const storage = await freshStorage();
    const before = await Product.on(storage);
    const person = someone();
    await register(before.visitor(), person);
    const { settings } = before;
    await before.close();
    const said: string[] = [];
    for (const stream of [process.stdout, process.stderr] as const) {
      vi.spyOn(stream, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    }
    const erase = vi.spyOn(ArchiveData.prototype, 'erase').mockRejectedValue(new Error('the archive is closed'));
    const codes = [await deleteAccount(settings, person.email, [ArchiveModule])];
    erase.mockRestore();
    for (let time = 0; time < 2; time += 1) codes.push(await deleteAccount(settings, person.email, [ArchiveModule]));
    vi.restoreAllMocks();
    expect(codes).toEqual([1, 0, 1]);
    expect(said.join('')).toContain(`${person.username}: deleted`);
    expect(said.join('')).toContain('Nothing was deleted: a module could not erase what it keeps.');
    await storage.remove();
  });
});
