import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Closers, expectOutage, later, onServers, StoresAway, WAYS } from '../support/product.js';
import {
  type Answer,
  type Format,
  FORMATS,
  logIn,
  PASSWORD,
  type Person,
  register,
  remembered,
  reopened,
  signedInCopyOf,
  someone,
  type Visitor,
} from '../support/visitor.js';

const CHANGE = { currentPassword: PASSWORD, password: 'a quiet lamp', passwordConfirmation: 'a quiet lamp' };
/** The size of the product's pool. */
const POOL = 10;

/** What the outbox says of mails that it cannot take, or send, for now. */
const OF_WAITING_MAILS = /^(a mail could not be written|mails (do not )?go out)/;

describe.runIf(onServers)('PostgreSQL away', () => {
  const closers = new Closers();
  const operatorOf = async ({ product }: StoresAway) => {
    const client = await closers.add(Promise.resolve(new pg.Client(product.settings.databaseUrl)), (operator) => operator.end());
    await client.connect();
    return client;
  };
  let stores: StoresAway;

  beforeAll(async () => {
    stores = await StoresAway.start(closers, { SESSION_IDLE_TIMEOUT: '2h' });
  });

  afterAll(() => closers.closeAll());

  describe.each(WAYS)('(%s)', (way) => {
    let person: Person;
    let signedIn: Visitor;
    /** This browser has the remember-me cookie alone. */
    let tablet: Visitor;
    let leaver: Visitor;
    /** Has logged in and looked at nothing since. */
    let newcomer: Visitor;
    let lines: string[];

    beforeAll(async () => {
      [signedIn, leaver, newcomer] = [stores.product.visitor(), stores.product.visitor(), stores.product.visitor()];
      person = await remembered(signedIn);
      await remembered(leaver);
      await remembered(newcomer);
      tablet = reopened(signedIn);
      for (const visitor of [signedIn, leaver]) await visitor.get('/dashboard');
      lines = stores.lines();
      await stores.away('postgresql', way);
    });

    const guest = () => stores.product.visitor();
    const deeds: [string, (format: Format) => Promise<Answer>][] = [
      ['a login', (format) => logIn(guest(), person, format)],
      ['a registration', (format) => register(guest(), someone(), format)],
      ['a page, remembered', (format) => tablet.get('/dashboard', format)],
      ['the list of sessions', (format) => signedIn.get('/settings/sessions', format)],
      ['the end of all others', (format) => signedIn.post('/settings/sessions/revoke-others', {}, format)],
      ['a password change', (format) => signedIn.post('/settings/password', CHANGE, format)],
      ['a confirmation', (format) => signedIn.post('/confirm', { password: PASSWORD }, format)],
    ];
    it.each(deeds)('%s is a 503 that clears no cookie', expectOutage);

    it('people who are signed in go on browsing, also after a change that failed', async () => {
      for (const path of ['/', '/dashboard', '/profile', '/settings', '/settings/password']) {
        for (const format of FORMATS) {
          const { status, text } = await signedIn.get(path, format);
          expect([path, status, text.includes(person.username)]).toEqual([path, 200, true]);
        }
      }
    });

    it('people who had only logged in go on too, and can log out', async () => {
      for (const path of ['/session', '/dashboard']) expect((await newcomer.get(path, 'json')).status).toBe(200);
      expect((await newcomer.post('/logout', {}, 'json')).status).toBe(204);
      expect((await newcomer.get('/dashboard', 'json')).status).toBe(401);
    });

    it('people go on for an hour, and are not signed out then', async () => {
      later(59 * 60_000);
      expect((await signedIn.get('/dashboard')).status).toBe(200);
      later(61 * 60_000);
      await expectOutage('a page', (format) => signedIn.get('/dashboard', format));
      vi.useRealTimers();
    });

    it('no request waits for it, and monitors are told', async () => {
      const before = stores.sentTo('postgresql').length;
      for (let page = 0; page < 20; page += 1) expect((await tablet.get('/dashboard')).status).toBe(503);
      expect(stores.sentTo('postgresql').slice(before)).not.toContain('remember_series');
      const ready = await guest().get('/health/ready');
      expect([ready.status, ready.json['checks']]).toEqual([503, { postgresql: 'down', redis: 'up' }]);
      expect((await guest().get('/health/serving')).status).toBe(200);
    });

    it('a logout revokes the session and the series, for good', async () => {
      const [session, device] = [signedInCopyOf(leaver), signedInCopyOf(leaver, leaver.origin, ['remember'])];
      expect((await leaver.post('/logout', {}, 'json')).status).toBe(204);
      expect([...leaver.cookies.keys()].filter((name) => ['session', 'remember'].includes(name))).toEqual([]);
      session.cookies.delete('remember');
      expect((await session.get('/dashboard', 'json')).status).toBe(401);
      await expectOutage('a page, remembered', (format) => device.get('/dashboard', format));
      await stores.back();
      expect((await device.get('/dashboard', 'json')).status).toBe(401);
    });

    it('the store comes back by itself, and the log has a line for each change', async () => {
      await stores.back();
      expect((await tablet.get('/dashboard')).text).toContain(person.username);
      expect((await logIn(guest(), person)).status).toBe(200);
      expect(stores.state('postgresql')).toBe('closed');
      // An outage that a busy machine makes long has lines of the mails that wait, too, and no others.
      const others = lines.filter((line) => !OF_WAITING_MAILS.test(line));
      expect(others).toEqual(['postgresql is away', 'postgresql is back']);
    });
  });

  it.each(WAYS)('a logout that is the first to find it away (%s) ends the session and what is remembered', async (way) => {
    const leaver = stores.product.visitor();
    await remembered(leaver);
    await leaver.get('/dashboard');
    const thief = signedInCopyOf(leaver);
    await stores.away('postgresql', way);
    expect((await leaver.post('/logout')).status).toBe(303);
    await stores.back();
    expect((await thief.get('/dashboard')).status).toBe(303);
  });

  it('the pool survives the end of all its connections within transactions (kysely #1990), twice over', async () => {
    const devices = Array.from({ length: POOL }, () => stores.product.visitor());
    await Promise.all(devices.map(remembered));
    const restore = () => Promise.all(devices.map(async (device) => (await reopened(device).get('/dashboard', 'json')).status));
    const [locker, operator] = [await operatorOf(stores), await operatorOf(stores)];
    for (let time = 0; time < 2; time += 1) {
      await locker.query('begin; lock table remember_series in access exclusive mode');
      const interrupted = restore();
      const waiting = `from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      const count = async () => (await operator.query(`select 1 ${waiting}`)).rowCount;
      await vi.waitFor(async () => expect(await count()).toBe(POOL), { interval: 10 });
      await operator.query(`select pg_terminate_backend(pid) ${waiting}`);
      expect(await interrupted).toEqual(devices.map(() => 503));
      await locker.query('commit');
      expect(await restore()).toEqual(devices.map(() => 200));
    }
    expect(stores.state('postgresql')).toBe('closed');
  });
});
