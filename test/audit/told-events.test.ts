import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToldEvents } from '../../src/audit/history/told-events.js';
import { Features } from '../../src/features/features.js';
import { SECURITY_EVENTS } from '../../src/log/security-events.js';
import { arabic } from '../examples/languages/translations/arabic.js';
import { german } from '../examples/languages/translations/german.js';
import { giveRoles, Product, takeRole } from '../support/product.js';
import { signInOn } from '../support/visitor.js';
import { accountOf, entries, seal } from './auditing.js';

let product: Product;

beforeAll(async () => {
  product = await Product.start({ MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'site@example.org' });
});

afterAll(() => product.remove());

/** These are matters of operators, or of nobody who could read a history. */
const UNTOLD = [
  'audit-verification-failed',
  'cross-site-refused',
  'export-ended',
  'forbidden',
  'fresh-login-needed',
  'hash-unknown',
  'impersonation-refused',
  'input-refused',
  'mail-failed',
  'mail-sent',
  'sessions-mass-revoked',
  'start-failed',
  'unauthorized',
  'unexpected-error',
  'user-deleted',
];

describe('the history of a person', () => {
  it('has words for every event but those that are no matter of theirs', () => {
    const { names } = product.app.get(ToldEvents, { strict: false });
    const all = new Set([...SECURITY_EVENTS, ...product.app.get(Features).events]);
    expect([...all].filter((name) => !names.includes(name)).toSorted()).toEqual(UNTOLD);
  });

  it('has them in every language that is brought', () => {
    const codes = Object.keys(product.app.get(Features).texts).filter((code) => code.startsWith('history'));
    expect(codes.length).toBeGreaterThan(40);
    for (const language of [german, arabic])
      for (const code of codes) expect([code, Object.hasOwn(language, code)]).toEqual([code, true]);
  });

  it('says what administrators did, in words that fit, and neither who nor why', async () => {
    const admin = await product.signedIn({ role: 'admin', headers: { 'user-agent': 'an office' } });
    const person = await product.signedIn();
    const { id } = person.person;
    const act = async (deed: string, fields = {}) => {
      const { status } = await admin.post(`/admin/users/${id}/${deed}`, { reason: 'ticket 4711', ...fields }, 'json');
      expect([deed, status]).toEqual([deed, 200]);
    };
    for (const deed of ['grant', 'revoke']) await act(deed, { role: 'admin' });
    for (const deed of ['send-reset', 'sign-out']) await act(deed);
    const back = product.visitor();
    await back.post('/login', { identifier: person.person.username, password: person.person.password }, 'json');
    const { text } = await back.get('/settings/history');
    const told = ['You were logged out on all devices.', 'A link for a new password was mailed to you.', 'A role was taken from the account.', 'The account was given a role.']; // prettier-ignore
    const places = told.map((sentence) => text.indexOf(sentence));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(text.match(/by an administrator of this site/g)).toHaveLength(4);
    for (const hidden of ['4711', admin.person.username, 'an office', admin.person.id]) expect(text).not.toContain(hidden);
  });

  it('says of one’s own deeds that they were one’s own', async () => {
    const [laptop, other] = [product.visitor(), product.visitor()];
    await signInOn(laptop, other);
    const { sessions } = (await laptop.get('/settings/sessions', 'json')).json as {
      sessions: { id: string; current: boolean }[];
    };
    const id = sessions.find(({ current }) => !current)?.id ?? '';
    expect((await laptop.post(`/settings/sessions/${id}/revoke`, {}, 'json')).status).toBe(200);
    const { text } = await laptop.get('/settings/history');
    expect(text).toContain('A device was logged out.');
    expect(text).not.toMatch(/on all devices|administrator/);
  });
});

describe('a row says what was changed, old and new', () => {
  it('of roles', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    await giveRoles(product, person, 'admin');
    await takeRole(product, person, 'admin');
    await seal(product);
    const rows = await entries(product, { account: await accountOf(product, person), events: ['role-granted', 'role-revoked'] });
    expect(rows.map(({ changes }) => changes)).toEqual([{ roles: [['admin'], []] }, { roles: [[], ['admin']] }]);
  });

  it('of a profile: the fields that are not as before', async () => {
    const visitor = product.visitor();
    const person = await signInOn(visitor);
    await visitor.post('/settings/profile', { displayName: 'Ada' }, 'json');
    await visitor.post('/settings/profile', { displayName: 'Ada' }, 'json');
    const rows = await entries(product, { account: await accountOf(product, person), events: ['profile-changed'] });
    expect(rows.map(({ changes }) => changes)).toEqual([{ displayName: ['', 'Ada'] }]);
    // The person reads that it was changed; the copy of their data has what it is.
    expect((await visitor.get('/settings/history')).text).not.toContain('Ada&quot;');
  });
});
