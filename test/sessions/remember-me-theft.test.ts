import { describe, expect, it } from 'vitest';
import { announcedBy, rowsOf } from '../support/observing.js';
import { later, onTwoInstances, type Product } from '../support/product.js';
import {
  FORMATS,
  isSignedIn,
  logIn,
  PASSWORD,
  type Person,
  remembered,
  reopened,
  stateOf,
  type Visitor,
} from '../support/visitor.js';

const GRACE = 30_000;
const STOLEN = 'Your remembered login was used elsewhere, or an answer got lost.';

let here: Product;
let there: Product;

onTwoInstances((...both) => ([here, there] = both));

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
