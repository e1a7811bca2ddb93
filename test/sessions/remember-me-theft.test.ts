import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { logIn, PASSWORD, type Person } from '../support/people.js';
import type { Product } from '../support/product.js';
import { announcedBy, later, remembered, removeBoth, reopened, rowsOf, sideBySide, stateOf } from '../support/returning.js';
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

/** The owner came back twice, so that the first cookie is spent; a copy of that one is in other hands. */
async function stolen(): Promise<{ person: Person; owner: Visitor; thief: Visitor; phone: Visitor }> {
  const [first, phone] = [here.visitor(), here.visitor()];
  const person = await remembered(first);
  await logIn(phone, person, 'json', { remember: true });
  const thief = reopened(first, there);
  const owner = reopened(first);
  for (let opened = 0; opened < 2; opened++) {
    owner.cookies.delete('session');
    await owner.get('/dashboard');
  }
  return { person, owner, thief, phone };
}

describe.each(FORMATS)('a remember-me cookie that has been used already (%s)', (format) => {
  it('is accepted for a moment, for its request alone: no cookie changes', async () => {
    const { thief: tab, owner } = await stolen();
    later(GRACE - 1_000);
    const answer = await tab.get('/dashboard', format);
    expect(answer.status).toBe(200);
    expect(answer.setCookies).toEqual([]);
    expect(await stateOf(tab)).toMatchObject({ authenticated: true, fresh: false, remembered: true });
    const changed = await tab.post('/settings/sessions/revoke-others', {}, format);
    expect(changed.status).toBe(format === 'html' ? 303 : 403);
    expect((await tab.get('/settings/sessions', format)).status).toBe(200);
    expect(await isSignedIn(owner)).toBe(true);
    expect(await isSignedIn(reopened(owner, there))).toBe(true);
  });

  it.each([
    ['/confirm', { password: PASSWORD }],
    ['/login', { identifier: '', password: PASSWORD }],
    ['/logout', {}],
  ])('lets a form through for that moment: %s', async (path, fields) => {
    const { thief: tab, person } = await stolen();
    const form = 'identifier' in fields ? { ...fields, identifier: person.username } : fields;
    const answer = await tab.post(path, form, format);
    expect(answer.status).toBe(format === 'html' ? 303 : path === '/logout' ? 204 : 200);
    expect(await isSignedIn(tab)).toBe(path !== '/logout');
  });

  it('is theft afterwards: all that was derived from the series is revoked, with a reason; other devices are left alone', async () => {
    const { person, owner, thief, phone } = await stolen();
    later(GRACE + 1_000);
    const events = announcedBy(here, there);
    const refused = await thief.get('/dashboard', format);
    expect(refused.status).toBe(format === 'html' ? 303 : 401);
    if (format === 'json') expect(refused.json['detail']).toContain(STOLEN);
    else expect((await thief.get(refused.headers.get('location') ?? '')).text).toContain(STOLEN);
    expect([...thief.cookies.keys()]).toEqual(['device']);

    const answer = await owner.get('/dashboard', format);
    expect(answer.status).toBe(format === 'html' ? 303 : 401);
    if (format === 'json') expect(answer.json['detail']).toContain(STOLEN);
    else expect((await owner.get('/login')).text).toContain(STOLEN);
    expect([...owner.cookies.keys()]).toEqual(['device']);
    expect(events).toEqual(['remember-theft-detected']);
    expect(await isSignedIn(phone)).toBe(true);
    expect(await isSignedIn(reopened(phone, there))).toBe(true);
    expect(await rowsOf(here, person)).toHaveLength(1);
  });
});
