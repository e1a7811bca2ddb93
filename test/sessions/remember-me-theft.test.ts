import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { logIn, type Person } from '../support/people.js';
import type { Product } from '../support/product.js';
import {
  announcedBy,
  later,
  linesOf,
  remembered,
  removeBoth,
  reopened,
  rowsOf,
  sideBySide,
  stateOf,
} from '../support/returning.js';
import { FORMATS, type Visitor } from '../support/visitor.js';

const GRACE = 30_000;
const STOLEN = 'Your remembered login was used elsewhere, or an answer got lost.';

let both: [Product, Product];
let here: Product;
let there: Product;

beforeAll(async () => {
  [here, there] = both = await sideBySide();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

afterAll(() => removeBoth(both));

const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await stateOf(visitor))['authenticated'];

/** The owner was signed in twice from one series; a copy of its first cookie is in other hands. */
async function stolen(): Promise<{ person: Person; owner: Visitor; first: Visitor; thief: Visitor; phone: Visitor }> {
  const [first, phone] = [here.visitor(), here.visitor()];
  const person = await remembered(first);
  await logIn(phone, person, 'json', { remember: true });
  const thief = reopened(first, there);
  const owner = reopened(first);
  await owner.get('/dashboard');
  return { person, owner, first, thief, phone };
}

describe.each(FORMATS)('a remember-me cookie that has been used already (%s)', (format) => {
  it('is honoured for a moment, and sets no newer cookie', async () => {
    const { thief: tab, owner } = await stolen();
    later(GRACE - 1_000);
    const answer = await tab.get('/dashboard', format);
    expect(answer.status).toBe(200);
    expect(linesOf('remember', answer)).toEqual([]);
    expect(linesOf('session', answer)).toHaveLength(1);
    expect(await isSignedIn(reopened(owner, there))).toBe(true);
  });

  it('is theft after it: what grew from the series ends, with a word why; other devices are left alone', async () => {
    const { person, owner, first, thief, phone } = await stolen();
    later(GRACE + 1_000);
    const events = announcedBy(here, there);
    const refused = await thief.get('/dashboard', format);
    expect(refused.status).toBe(format === 'html' ? 303 : 401);
    if (format === 'json') expect(refused.json['detail']).toContain(STOLEN);
    else expect((await thief.get(refused.headers.get('location') ?? '')).text).toContain(STOLEN);
    expect([...thief.cookies.keys()]).toEqual(['device']);

    for (const browser of [owner, first]) {
      const answer = await browser.get('/dashboard', format);
      expect(answer.status).toBe(format === 'html' ? 303 : 401);
      if (format === 'json') expect(answer.json['detail']).toContain(STOLEN);
      else expect((await browser.get('/login')).text).toContain(STOLEN);
      expect([...browser.cookies.keys()]).toEqual(['device']);
    }
    expect(events).toEqual(['remember-theft-detected']);
    expect(await isSignedIn(phone)).toBe(true);
    expect(await isSignedIn(reopened(phone, there))).toBe(true);
    expect(await rowsOf(here, person)).toHaveLength(1);
  });
});
