import { describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { rowsOf } from '../support/observing.js';
import { onTwoInstances, type Product } from '../support/product.js';
import { copyOf, isSignedIn, logIn, PASSWORD, remembered, reopened, stateOf, target, type Visitor } from '../support/visitor.js';

const ROUNDS = 15;

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

const withoutRemember = (visitor: Visitor): Visitor => {
  const copy = copyOf(visitor);
  copy.cookies.delete('remember');
  return copy;
};

describe('a restore at the same moment as', () => {
  it('a logout that overtakes it: it finds its series ended, and takes back what it began', async () => {
    const browser = here.visitor();
    const person = await remembered(browser);
    // From now on a page of this account needs no SQL.
    await browser.get('/dashboard');
    const tab = reopened(browser, there);
    const redis = there.app.get(RedisPort);
    const start = redis.start.bind(redis);
    const held = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    vi.spyOn(redis, 'start').mockImplementationOnce(async (...args) => {
      reached.resolve();
      await held.promise;
      return start(...args);
    });
    const restore = tab.get('/dashboard');
    await reached.promise;
    const logout = await browser.post('/logout').finally(held.resolve);
    expect(logout.status).toBe(303);
    expect((await restore).status).toBe(303);
    for (const visitor of [tab, browser, withoutRemember(tab)]) expect(await isSignedIn(visitor)).toBe(false);
    expect(await rowsOf(here, person)).toEqual([]);
  });

  it.each(['logout', 'confirm', 'settings/password', 'login'])('/%s leaves nothing alive that was revoked', async (deed) => {
    let done = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const browser = here.visitor();
      const person = await remembered(browser);
      const before = withoutRemember(browser);
      const tab = reopened(browser, there);
      const fields = { identifier: person.username, password: PASSWORD };
      const change = {
        currentPassword: PASSWORD,
        password: 'another horse entirely',
        passwordConfirmation: 'another horse entirely',
      };
      const restore = () => tab.get('/dashboard');
      const post = () =>
        browser.post(`/${deed}`, deed === 'settings/password' ? change : fields, deed === 'login' ? 'json' : 'html');
      const first = round % 2 ? restore() : undefined;
      const [answer] = await Promise.all([post(), first ?? restore()]);
      // The restore was faster, and its session has replaced the one that the form came from: nothing was changed.
      if (deed === 'settings/password' && target(answer) !== '/settings') {
        expect(target(answer)).toMatch(/^\/login/);
        expect((await logIn(here.visitor(), person)).status).toBe(200);
        continue;
      }
      done += 1;
      // After /confirm pages that were under way are shown for a moment, unless the other tab's session has replaced it.
      const { authenticated, fresh = false } = await stateOf(before);
      expect({ authenticated: authenticated && deed !== 'confirm', fresh }).toEqual({ authenticated: false, fresh: false });
      expect(await isSignedIn(browser)).toBe(deed !== 'logout');
      // Only `/confirm` ends no series: the other tab may go on, never fresh. Its session is that of the series, which
      // this browser's own may have replaced by now.
      if (deed !== 'confirm') expect(await isSignedIn(withoutRemember(tab))).toBe(false);
      expect(await isSignedIn(tab)).toBe(deed === 'confirm');
      expect(await rowsOf(here, person)).toHaveLength(deed === 'logout' || deed === 'login' ? 0 : 1);
      if (deed === 'confirm') expect(await stateOf(tab)).toMatchObject({ fresh: false });
    }
    expect(done).toBeGreaterThan(0);
  });
});

describe('a logout at the same moment as', () => {
  it.each([
    ['confirm', { password: PASSWORD }],
    ['settings/password', { currentPassword: PASSWORD, password: 'another horse', passwordConfirmation: 'another horse' }],
  ])('/%s ends what the session moves to', async (deed, fields) => {
    for (let round = 0; round < ROUNDS; round++) {
      const browser = here.visitor();
      const person = await remembered(browser);
      if (round % 3 === 0) await logIn(browser, person);
      const [tab, other] = [copyOf(browser, there), copyOf(browser)];
      const moved = vi.spyOn(there.app.get(RedisPort), 'move');
      const ended = here.app.get(RedisPort);
      const end = ended.revoke.bind(ended);
      // The logout has read its session, and ends it only when the other request has moved it.
      vi.spyOn(ended, 'revoke').mockImplementationOnce(async (...args) => {
        await vi.waitFor(() => expect(moved.mock.settledResults.at(-1)?.type).toBe('fulfilled'), { timeout: 20_000 });
        return end(...args);
      });
      const [, answer] = await Promise.all([other.post('/logout'), tab.post(`/${deed}`, fields)]);
      vi.restoreAllMocks();
      expect(answer.status).toBe(303);
      expect(await isSignedIn(tab)).toBe(false);
      expect(await isSignedIn(other)).toBe(false);
      expect(await rowsOf(here, person)).toEqual([]);
    }
  });
});
