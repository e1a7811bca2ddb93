import { createHash } from 'node:crypto';
import { MikroORM } from '@mikro-orm/core';
import { describe, expect, it, vi } from 'vitest';
import { announcedBy, countStoreCalls, rowsOf } from '../support/observing.js';
import { later, loseRedis, onTwoInstances, Product } from '../support/product.js';
import {
  copyOf,
  FORMATS,
  linesOf,
  logIn,
  register,
  remembered,
  reopened,
  someone,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const DAY = 24 * 3_600_000;

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const expiryOf = (line = ''): number => Date.parse(/expires=([^;]+)/i.exec(line)?.[1] ?? '');
const validatorOf = (visitor: Visitor): string => decodeURIComponent(visitor.cookies.get('remember') ?? '').split('.')[1] ?? '';

describe.each(FORMATS)('remember me (%s)', (format) => {
  it('is a cookie of its own, for whoever ticks the box and for nobody else', async () => {
    const visitor = here.visitor();
    const person = someone();
    await register(visitor, person);
    const without = await logIn(visitor, person, format, format === 'json' ? { remember: false } : {});
    expect(linesOf('remember', without)).toEqual([]);
    const ticked = await logIn(visitor, person, format, { remember: format === 'json' ? true : 'on' });
    const [line, ...more] = linesOf('remember', ticked);
    expect(more).toEqual([]);
    expect(line).toMatch(/; Max-Age=1209600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(Math.abs(expiryOf(line) - Date.now() - 14 * DAY)).toBeLessThan(5_000);
  });

  it.each(['the browser was closed', 'the idle limit has passed', 'the absolute limit has passed', 'Redis was flushed'])(
    'signs in again at the next request, page or form, when %s',
    async (cause) => {
      for (const isForm of [false, true]) {
        const visitor = here.visitor();
        await remembered(visitor);
        const first = visitor.cookies.get('session');
        const again = cause.startsWith('the browser') ? reopened(visitor, there) : copyOf(visitor, there);
        if (cause.includes('idle')) later(31 * 60_000);
        if (cause.includes('absolute')) later(DAY + 1_000);
        if (cause.startsWith('Redis')) await loseRedis(here);
        const events = announcedBy(here, there);
        const answer = isForm ? await again.post('/settings/password', {}, format) : await again.get('/dashboard', format);
        expect(answer.status).toBe(isForm ? 422 : 200);
        expect(answer.text).not.toMatch(/has expired|Please log in/);
        expect(again.cookies.get('session')).not.toBe(first);
        expect(await stateOf(again)).toMatchObject({ authenticated: true, remembered: true, fresh: false });
        expect(events.filter((name) => name !== 'session-expired')).toEqual(['remembered-login']);
        vi.useRealTimers();
        vi.restoreAllMocks();
      }
    },
  );

  it('is one restore for tabs that are opened together, on any instance: all get the same cookies', async () => {
    for (let round = 0; round < 5; round++) {
      const visitor = here.visitor();
      const person = await remembered(visitor);
      const tabs = [here, there, here, there, here].map((product) => reopened(visitor, product));
      const events = announcedBy(here, there);
      const answers = await Promise.all(tabs.map((tab) => tab.get('/dashboard', format)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      for (const name of ['remember', 'session']) {
        expect(new Set(tabs.map((tab) => tab.cookies.get(name))).size).toBe(1);
        expect(answers.flatMap((answer) => linesOf(name, answer))).toHaveLength(5);
      }
      expect(events).toEqual(['remembered-login']);
      for (const tab of tabs) expect(await stateOf(tab)).toMatchObject({ authenticated: true, remembered: true });
      const { sessions } = (await tabs[0]?.get('/settings/sessions', 'json'))?.json ?? {};
      expect(sessions).toHaveLength(1);
      expect(await rowsOf(here, person)).toHaveLength(1);
      vi.restoreAllMocks();
    }
  });

  it('replaces the session that the series had: a browser leaves no ghosts in the list', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const before = copyOf(visitor);
    before.cookies.delete('remember');
    for (let opened = 0; opened < 4; opened++) {
      visitor.cookies.delete('session');
      await visitor.get('/dashboard', format);
    }
    expect((await visitor.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
    expect(await stateOf(before)).toEqual({ authenticated: false });
  });
});

describe('a series', () => {
  it('is stored by selector and hash: nothing in its row would sign anybody in', async () => {
    const visitor = here.visitor();
    const person = await remembered(visitor);
    await reopened(visitor).get('/dashboard');
    const [row] = await rowsOf(here, person);
    const sql = here.app.get(MikroORM).em.getConnection();
    const stored = JSON.stringify(await sql.execute('select * from remember_series where selector = ?', [row?.selector]));
    const validator = validatorOf(visitor);
    expect(validator).toHaveLength(43);
    expect(stored).toContain(row?.selector);
    expect(stored).not.toContain(validator);
    expect(row?.validatorHash).toBe(createHash('sha256').update(validator).digest('base64url'));
    expect(row?.waitingHashes).toHaveLength(1);
  });

  it.each([
    ['fixed', 'false', 14],
    ['moved by each use where REMEMBER_ME_REFRESH says so', 'true', 15],
  ])('changes its validator at each use; its end is %s', async (_what, refresh, days) => {
    const product = await Product.start({ REMEMBER_ME_REFRESH: refresh });
    const visitor = product.visitor();
    const person = await remembered(visitor);
    const [begun] = await rowsOf(product, person);
    const start = begun?.createdAt.getTime() ?? 0;
    const validators = new Set([validatorOf(visitor)]);
    later(DAY);
    for (let use = 0; use < 3; use++) {
      visitor.cookies.delete('session');
      const [line] = linesOf('remember', await visitor.get('/dashboard'));
      expect(Math.abs(expiryOf(line) - start - days * DAY)).toBeLessThan(5_000);
      validators.add(validatorOf(visitor));
    }
    expect(validators.size).toBe(4);
    const [row, ...more] = await rowsOf(product, person);
    expect(more).toEqual([]);
    expect(Math.abs((row?.expiresAt.getTime() ?? 0) - start - days * DAY)).toBeLessThan(5_000);
    vi.useRealTimers();
    await product.remove();
  });

  it('costs nothing while the session lives, whatever the cookie holds', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const [garbage, plain] = [copyOf(visitor), copyOf(visitor)];
    garbage.cookies.set('remember', 'x');
    plain.cookies.delete('remember');
    await visitor.get('/dashboard');
    for (const browser of [visitor, garbage, plain]) {
      const counts = countStoreCalls(here);
      const answer = await browser.get('/dashboard');
      expect([answer.status, answer.setCookies, counts.redis(), counts.sql()]).toEqual([200, [], 1, 0]);
      counts.stop();
    }
  });

  it('leaves room for itself where the sessions of an account are capped', async () => {
    const product = await Product.start({ SESSIONS_PER_USER: '1' });
    const visitor = product.visitor();
    await remembered(visitor);
    for (let opened = 0; opened < 3; opened++) {
      visitor.cookies.delete('session');
      expect((await visitor.get('/dashboard')).status).toBe(200);
    }
    await product.remove();
  });
});
