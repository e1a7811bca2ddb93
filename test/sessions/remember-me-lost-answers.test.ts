import { request as send } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { RedisPort } from '../../src/redis/redis-port.js';
import { SeriesService } from '../../src/sessions/remember-me/series.service.js';
import { SeriesUse } from '../../src/sessions/remember-me/series-use.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { announcedBy } from '../support/observing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import { type Format, FORMATS, linesOf, remembered, reopened, stateOf, type Visitor } from '../support/visitor.js';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

/** Where the server may be when the connection is cut: something that it calls, before or after it has. */
const POINTS: [string, (product: Product) => [object, string]][] = [
  ['it is its turn', (product) => [product.app.get(RedisPort).seriesMarks, 'takeTurn']],
  ['the token was judged', (product) => [product.app.get(SeriesUse), 'present']],
  ['the session began', (product) => [product.app.get(RedisPort), 'start']],
  ['the series was looked at again', (product) => [product.app.get(SeriesService), 'exists']],
  ['the outcome was kept for others', (product) => [product.app.get(RedisPort).seriesMarks, 'shareOutcome']],
  ['the login was announced', (product) => [product.app.get(AccountEvents), 'announce']],
];

/** The page is asked for, and the connection cut when the server has passed that point; then it does what it would. */
async function cutAfter([target, method]: [object, string], visitor: Visitor, format: Format): Promise<void> {
  const call = (Reflect.get(target, method) as (...args: unknown[]) => unknown).bind(target);
  const gone = Promise.withResolvers<void>();
  const passed = vi.fn();
  vi.spyOn(target as Record<string, () => unknown>, method as never).mockImplementationOnce((async (...args: unknown[]) => {
    const result = await call(...args);
    passed();
    page.destroy();
    await gone.promise;
    return result;
  }) as never);
  const headers = {
    accept: format === 'json' ? 'application/json' : 'text/html',
    cookie: `remember=${visitor.cookies.get('remember')}`,
  };
  const page = send(`${visitor.origin}/dashboard`, { headers }).on('error', () => gone.resolve());
  page.end();
  await gone.promise;
  expect(passed).toHaveBeenCalled();
  vi.restoreAllMocks();
}

describe.each(FORMATS)('an answer with a new remember-me cookie that gets lost (%s)', (format) => {
  it.each(POINTS)('when %s costs nothing: the same cookie gives another one, and both go on', async (_point, pointOf) => {
    const visitor = here.visitor();
    await remembered(visitor);
    const back = reopened(visitor);
    await cutAfter(pointOf(here), back, format);
    const events = announcedBy(here, there);
    const again = await back.get('/dashboard', format);
    expect(again.status).toBe(200);
    expect(linesOf('remember', again)).toHaveLength(1);
    expect(linesOf('session', again)).toHaveLength(1);
    for (const seconds of [32, 64]) {
      later(seconds * 1_000);
      expect((await back.get('/dashboard', format)).status).toBe(200);
      const opened = reopened(back, there);
      expect((await opened.get('/dashboard', format)).status).toBe(200);
      expect((await opened.get('/settings/sessions', 'json')).json['sessions']).toHaveLength(1);
      opened.cookies.forEach((value, name) => back.cookies.set(name, value));
    }
    expect(events.filter((name) => name !== 'remembered-login')).toEqual([]);
  });

  it('ten times in a row is no alarm either', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    for (let lost = 0; lost < 10; lost++) expect((await reopened(visitor).get('/dashboard', format)).status).toBe(200);
    visitor.cookies.delete('session');
    await visitor.get('/dashboard');
    later(60_000);
    expect(await stateOf(reopened(visitor, there))).toMatchObject({ authenticated: true });
  });
});

describe.each(FORMATS)('a browser (%s)', (format) => {
  it('that was killed comes back with the cookie before, and stays remembered', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const killed = reopened(visitor);
    expect((await reopened(visitor).get('/dashboard', format)).status).toBe(200);
    later(31_000);
    expect((await killed.get('/dashboard', format)).status).toBe(200);
    killed.cookies.delete('session');
    later(93_000);
    expect((await killed.get('/dashboard', format)).status).toBe(200);
  });

  it('whose session was replaced by an answer that came too late goes on by its remember-me cookie', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const [late, early] = [reopened(visitor), reopened(visitor)];
    await late.get('/dashboard');
    await early.get('/dashboard');
    const answer = await late.get('/dashboard', format);
    expect(answer.status).toBe(200);
    expect(linesOf('session', answer)).toHaveLength(1);
    expect(linesOf('remember', answer)).toHaveLength(1);
  });
});

describe('what a turn leaves in the store', () => {
  it('opens for nobody without the validator, and is no cookie', async () => {
    const visitor = here.visitor();
    await remembered(visitor);
    const share = vi.spyOn(here.app.get(RedisPort).seriesMarks, 'shareOutcome');
    const back = reopened(visitor);
    await back.get('/dashboard');
    const kept = share.mock.calls[0]?.join(' ') ?? '';
    expect(kept).not.toBe('');
    const secrets = ['session', 'remember'].flatMap((name) =>
      decodeURIComponent(back.cookies.get(name) ?? '')
        .split('.')
        .slice(1),
    );
    for (const secret of secrets) expect(kept).not.toContain(secret);
  });
});
