import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditWriter } from '../../src/audit/rows/audit-writer.js';
import { AccountEvents } from '../../src/users/account-events.js';
import { Product } from '../support/product.js';
import { FORMATS, logIn, register, signInOn, someone } from '../support/visitor.js';
import { accountOf, seal } from './auditing.js';

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

describe('the history of a person', () => {
  it('has what happened to their account and nobody else’s, the newest first, with exactly these facts', async () => {
    await signInOn(product.visitor());
    const [laptop, thief] = [product.visitor(FIREFOX), product.visitor({ 'user-agent': 'a thief' })];
    const person = someone();
    await register(laptop, person);
    await logIn(thief, { ...person, password: 'a guess' });
    await logIn(laptop, person);
    const { status, json } = await laptop.get('/settings/history', 'json');
    expect(status).toBe(200);
    const shared = { id: expect.any(String), at: expect.stringMatching(/Z$/), count: 1, address: '127.0.0.1' };
    expect(json).toEqual({
      user: expect.objectContaining({ username: person.username }),
      events: [
        { ...shared, event: 'logged-in', device: FIREFOX['user-agent'], session: expect.stringMatching(/^[\w-]{12}$/) },
        { ...shared, event: 'login-failed', device: 'a thief', session: null },
        { ...shared, event: 'registered', device: FIREFOX['user-agent'], session: null },
      ],
      next: null,
      isFirst: true,
    });
  });

  it('is told in the words of people, never with a reason', async () => {
    const laptop = product.visitor(FIREFOX);
    const person = await signInOn(laptop);
    product.app
      .get(AccountEvents)
      .announce('user-enabled', { accountId: await accountOf(product, person), reason: 'ticket 4711' });
    await seal(product);
    const { status, text } = await laptop.get('/settings/history', 'html');
    expect(status).toBe(200);
    expect(text).toContain('The account was enabled.');
    expect(text).toContain('You logged in.');
    expect(text).toContain('Firefox on Linux');
    expect(text).not.toContain('4711');
    expect((await laptop.get('/settings', 'html')).text).toContain('href="/settings/history"');
  });

  it('leaves out what is no matter of the person, such as a wrong form, and what a module has no words for', async () => {
    const laptop = product.visitor();
    const person = await signInOn(laptop);
    product.app.get(AccountEvents).announce('hash-unknown', { accountId: await accountOf(product, person) });
    const { json } = await laptop.get('/settings/history', 'json');
    expect((json['events'] as { event: string }[]).map(({ event }) => event)).toEqual(['logged-in', 'registered']);
  });

  it('goes on where the page before has ended, to its end', async () => {
    const laptop = product.visitor();
    const accountId = await accountOf(product, await signInOn(laptop));
    for (let count = 0; count < 60; count += 1) product.app.get(AccountEvents).announce('login-confirmed', { accountId });
    await product.app.get(AuditWriter).flush();
    const first = await laptop.get('/settings/history', 'json');
    const { json: second } = await laptop.get(`/settings/history?before=${first.json['next']}`, 'json');
    const ids = [...first.json['events'], ...second['events']].map(({ id }: { id: string }) => id);
    expect([ids.length, new Set(ids).size, second['next'], second['isFirst']]).toEqual([62, 62, null, false]);
    const page = await laptop.get('/settings/history', 'html');
    expect(page.text).toContain(`href="/settings/history?before=${first.json['next']}"`);
  });

  describe.each(FORMATS)('asked for a page (%s)', (format) => {
    it.each(['before=x', 'before=1&before=2', 'before=%00', "before='"])(
      'refuses what no link of it says (%s)',
      async (query) => {
        const laptop = product.visitor();
        await signInOn(laptop);
        const { status, json, text } = await laptop.get(`/settings/history?${query}`, format);
        expect(status).toBe(400);
        expect(text).toContain('The address asks this list for something that it does not know.');
        if (format === 'json') expect(json['code']).toBe('bad_request');
        else expect(text).not.toContain('You logged in.');
      },
    );

    it('begins with the newest where the field says nothing', async () => {
      const laptop = product.visitor();
      await signInOn(laptop);
      const { status, text } = await laptop.get('/settings/history?before=', format);
      expect([status, text.includes(format === 'json' ? 'logged-in' : 'You logged in.')]).toEqual([200, true]);
    });
  });

  it('is for who is signed in', async () => {
    expect((await product.visitor().get('/settings/history', 'json')).status).toBe(401);
  });

  it('is in the copy that people get of all that is kept about them', async () => {
    const laptop = product.visitor({ 'user-agent': 'a laptop' });
    await signInOn(laptop);
    const { json } = await laptop.get('/settings/export', 'json');
    const history = (json['history'] as { event: string }[]).filter(({ event }) => event !== 'mail-sent');
    expect(history).toEqual([
      expect.objectContaining({ event: 'logged-in', device: 'a laptop' }),
      expect.objectContaining({ event: 'registered' }),
    ]);
  });
});
