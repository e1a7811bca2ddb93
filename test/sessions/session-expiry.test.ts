import { describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { announcedBy } from '../support/observing.js';
import { later, onTwoInstances, Product } from '../support/product.js';
import { copyOf, FORMATS, linesOf, logIn, remembered, signIn, stateOf } from '../support/visitor.js';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
const EXPIRED = 'Your session has expired. Please log in again.';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

/** Redis keeps a record for a day after its end, so only the server's own judgement ends it here. */
describe('the idle limit', () => {
  it('ends a session that nobody used, on every instance, and not before', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    later(29 * MINUTE);
    expect(await stateOf(copyOf(visitor, there))).toMatchObject({ authenticated: true });
    later(MINUTE);
    expect(await stateOf(copyOf(visitor, there))).toEqual({ authenticated: false });
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
  });

  it('moves with activity, saved at most once a minute', async () => {
    const visitor = here.visitor();
    await signIn(visitor);
    await visitor.get('/dashboard');
    const saved = vi.spyOn(here.app.get(RedisPort), 'swap');
    later(59 * SECOND);
    await visitor.get('/dashboard');
    expect(saved).toHaveBeenCalledTimes(0);
    later(2 * SECOND);
    for (const path of ['/dashboard', '/profile', '/nowhere']) await visitor.get(path);
    expect(saved).toHaveBeenCalledTimes(1);
    const { idleExpiresAt } = await stateOf(visitor);
    expect(Date.parse(idleExpiresAt) - Date.now()).toBe(30 * MINUTE);
    later(29 * MINUTE);
    expect((await visitor.get('/dashboard')).status).toBe(200);
    later(29 * MINUTE);
    expect((await visitor.post('/logout', {}, 'json')).status).toBe(204);
  });

  it('is saved more often where it is short', async () => {
    const product = await Product.start({ SESSION_IDLE_TIMEOUT: '10s' });
    const visitor = product.visitor();
    await signIn(visitor);
    for (let step = 0; step < 5; step++) {
      later(6 * SECOND);
      expect((await visitor.get('/dashboard')).status).toBe(200);
    }
    vi.useRealTimers();
    await product.remove();
  });

  it.each(['/session', '/SESSION/', '/health/live', '/health/ready', 'the stylesheet'])('does not move by %s', async (what) => {
    const visitor = here.visitor();
    await signIn(visitor);
    const stylesheet = /href="([^"]+\.css)"/.exec((await visitor.get('/')).text)?.[1] ?? '';
    const path = what.startsWith('/') ? what : stylesheet;
    const { idleExpiresAt } = await stateOf(visitor);
    const saved = vi.spyOn(here.app.get(RedisPort), 'swap');
    for (let step = 0; step < 3; step++) {
      later(8 * MINUTE);
      expect((await visitor.get(path)).status).toBe(200);
    }
    expect(saved).not.toHaveBeenCalled();
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, idleExpiresAt });
    later(7 * MINUTE);
    expect((await visitor.get('/dashboard', 'json')).status).toBe(401);
  });
});

describe('the absolute limit', () => {
  it('ends a session that is busy all day, and /confirm does not move it', async () => {
    const visitor = here.visitor();
    const { password } = await signIn(visitor);
    const { expiresAt } = await stateOf(visitor);
    for (let visit = 1; visit * 28 < 24 * 60; visit++) {
      later(28 * MINUTE);
      const isConfirmed = visit % 10 === 0;
      const answer = isConfirmed ? await visitor.post('/confirm', { password }, 'json') : await visitor.get('/dashboard');
      expect(answer.status).toBe(200);
    }
    expect(await stateOf(visitor)).toMatchObject({ authenticated: true, expiresAt, idleExpiresAt: expiresAt });
    later(28 * MINUTE);
    expect(await stateOf(visitor)).toEqual({ authenticated: false });
  });
});

describe.each(FORMATS)('an expired session (%s)', (format) => {
  const refused = format === 'html' ? 303 : 401;

  it.each([
    ['idle', 30 * MINUTE],
    ['absolute', 24 * HOUR],
    ['so long past that Redis has forgotten it', 72 * HOUR],
  ])('(%s) is told about once, keeps `next`, and loses its cookie', async (_limit, past) => {
    const visitor = here.visitor();
    await signIn(visitor);
    later(past);
    const events = announcedBy(here, there);
    const tabs = [copyOf(visitor, here), copyOf(visitor, there), copyOf(visitor, here)];
    const answers = await Promise.all(tabs.map((tab) => tab.get('/profile?tab=1', format)));
    expect(answers.map(({ status }) => status)).toEqual([refused, refused, refused]);
    for (const answer of answers) expect(linesOf('session', answer)).toEqual([expect.stringMatching(/^session=;/)]);
    if (past < 48 * HOUR) expect(events).toEqual(['session-expired']);
    const [tab] = tabs;
    if (format === 'json') {
      expect(answers[0]?.json).toMatchObject({ code: 'login_required', detail: EXPIRED });
      expect((await tab?.get('/profile', 'json'))?.json['detail']).toBe('Please log in to access this page.');
      return;
    }
    expect(answers[0]?.headers.get('location')).toBe('/login?next=%2Fprofile%3Ftab%3D1');
    const login = await tab?.get('/login?next=%2Fprofile%3Ftab%3D1');
    expect(login?.text).toContain(EXPIRED);
    expect(login?.text).toContain('value="/profile?tab=1"');
    expect((await tab?.get('/login'))?.text).not.toContain(EXPIRED);
  });

  it('is replaced without a word where the person is remembered: no limit switches another off', async () => {
    const product = await Product.start({ REMEMBER_ME_DURATION: '2h', SESSION_ABSOLUTE_TIMEOUT: '1h' });
    const visitor = product.visitor();
    await remembered(visitor);
    const expected = [
      [31 * MINUTE, true], // idle: restored
      [29 * MINUTE, true], // alive
      [31 * MINUTE, true], // idle again: restored
      [30 * MINUTE, false], // the series is over too, at login + 2 h, and so the person is told
    ] as const;
    for (const [time, isIn] of expected) {
      later(time);
      const answer = await visitor.get('/dashboard', format);
      expect(answer.status).toBe(isIn ? 200 : refused);
      expect(answer.text.includes(EXPIRED)).toBe(!isIn && format === 'json');
    }
    vi.useRealTimers();
    await product.remove();
  });

  it('tells nothing to a person who logs in anew at once', async () => {
    const visitor = here.visitor();
    const person = await signIn(visitor);
    later(31 * MINUTE);
    expect((await logIn(visitor, person, format)).status).toBe(format === 'html' ? 303 : 200);
    expect((await visitor.get('/dashboard', format)).status).toBe(200);
  });
});
